"""The demo company's departments and colleagues, all invented. Everybody's password is `DEMO_PASSWORD`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.db import db
from app.system.known_passwords import DEMO_PASSWORD
from app.system.models.department import Department
from app.system.models.user import Role, User, UserProfile

TOP = ""
# Department, the one above it.
DEPARTMENTS = (
    ("销售中心 Sales centre", TOP),
    ("华东区 East China", "销售中心 Sales centre"),
    ("华南区 South China", "销售中心 Sales centre"),
    ("华北区 North China", "销售中心 Sales centre"),
    ("西部区 West China", "销售中心 Sales centre"),
    ("海外部 Overseas", "销售中心 Sales centre"),
    ("市场部 Marketing", TOP),
    ("财务部 Finance", TOP),
    ("产品部 Product management", TOP),
    ("生产部 Production", TOP),
)


@dataclass(frozen=True)
class Colleague:
    """Somebody who logs in as `username`; `department` is the beginning of a department's name."""

    username: str
    family: str
    given: str
    department: str
    role: str
    locale: str = "zh"
    manages: bool = False


COLLEAGUES = (
    Colleague("gm1", "顾", "望舒", TOP, "GeneralManager"),
    Colleague("manager1", "沈", "青禾", "华东区", "SalesManager", manages=True),
    Colleague("manager2", "区", "鹿鸣", "华南区", "SalesManager", manages=True),
    Colleague("manager3", "陆", "听澜", "销售中心", "SalesManager", manages=True),
    Colleague("sales1", "林", "晓鲸", "华东区", "Sales"),
    Colleague("sales2", "纪", "云帆", "华东区", "Sales"),
    Colleague("sales3", "黎", "橙", "华南区", "Sales"),
    Colleague("sales4", "欧阳", "星河", "华南区", "Sales"),
    Colleague("sales5", "白", "松鹤", "华北区", "Sales"),
    Colleague("sales6", "单", "雪獭", "西部区", "Sales"),
    Colleague("sales7", "Penrose", "Grace", "海外部", "Sales", "en"),
    Colleague("marketing1", "叶", "知秋", "市场部", "Marketing", manages=True),
    Colleague("product1", "苏", "木槿", "产品部", "ProductManager", manages=True),
    Colleague("service1", "丁", "小满", "华东区", "ServiceAgent"),
    Colleague("finance1", "金", "穗", "财务部", "Finance", manages=True),
    Colleague("production1", "程", "砺石", "生产部", "Production", manages=True),
    Colleague("auditor1", "Hartley", "Oscar", TOP, "Auditor", "en"),
)


def hire(password: str = DEMO_PASSWORD) -> dict[str, User]:
    """The colleagues by user name; departments and people of the same name that are there already stay as they are.

    `password` is that of whoever is new.
    """
    departments = {department.name: department for department in db.session.execute(select(Department)).scalars()}
    top = min(departments.values(), key=lambda department: department.id)
    for name, above in DEPARTMENTS:
        if name not in departments:
            departments[name] = Department(name=name, parent=departments.get(above, top))
            db.session.add(departments[name])
    people = {}
    for colleague in COLLEAGUES:
        place = next((d for name, d in departments.items() if name.startswith(colleague.department or top.name)), top)
        people[colleague.username] = _person(colleague, place, password)
        if colleague.manages and place.manager is None:
            place.manager = people[colleague.username]
    return people


def _person(colleague: Colleague, department: Department, password: str) -> User:
    known = db.session.execute(select(User).where(User.username == colleague.username)).scalar_one_or_none()
    if known is not None:
        return known
    user = User(
        username=colleague.username,
        first_name=colleague.given,
        last_name=colleague.family,
        email=f"{colleague.username}@example.com",
        active=True,
        password=generate_password_hash(password),
        roles=list(db.session.execute(select(Role).where(Role.name == colleague.role)).scalars()),
        profile=UserProfile(department=department, locale=colleague.locale),
    )
    db.session.add(user)
    return user
