"""Product categories on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.products.models.product_category import ProductCategory


class ProductCategoryView(EntityView):
    """The tree of categories."""

    model = ProductCategory
    nothing_yet = N_("No categories yet. Add one, and more below it.")
    list_columns = ["name", "name_en", "parent", "position"]
    search_columns = ["name", "name_en", "parent"]
    fieldsets = [fieldset(N_("Product category"), "name", "name_en", "parent", "position", "remarks")]
