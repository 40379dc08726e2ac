"""The closed choices of the customers module. Lists that people extend are lookups (see `lookups`)."""

from __future__ import annotations

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class CustomerKind(LabelledEnum):
    """Who buys: decides which fields the form shows (credit code or birthday)."""

    COMPANY = "company", N_("Company")
    INDIVIDUAL = "individual", N_("Individual")


class CustomerStatus(LabelledEnum):
    """Whether we still do business; set by actions only, a loss with its date and reason."""

    ACTIVE = "active", N_("Active"), Tone.GOOD
    QUIET = "quiet", N_("Quiet"), Tone.WARN
    LOST = "lost", N_("Lost"), Tone.BAD


class LifecycleStage(LabelledEnum):
    """How far the relation has come, in the order of the funnel; each change is dated."""

    PROSPECT = "prospect", N_("Prospect"), Tone.CALM
    LEAD = "lead", N_("Lead stage"), Tone.SPECIAL
    NEW = "new", N_("New customer"), Tone.INFO
    GROWING = "growing", N_("Growing"), Tone.INFO
    LOYAL = "loyal", N_("Loyal"), Tone.GOOD
    AT_RISK = "at_risk", N_("At risk"), Tone.WARN
    LOST = "lost", N_("Lost"), Tone.BAD
    WON_BACK = "won_back", N_("Won back"), Tone.GOOD


class LeadStatus(LabelledEnum):
    """How far the work on a lead has come; set by actions only."""

    NEW = "new", N_("New lead"), Tone.CALM
    WORKING = "working", N_("Being worked on"), Tone.INFO
    QUALIFIED = "qualified", N_("Qualified"), Tone.SPECIAL
    CONVERTED = "converted", N_("Converted"), Tone.GOOD
    DISQUALIFIED = "disqualified", N_("Not a prospect"), Tone.CALM


class PooledKind(LabelledEnum):
    """What can lie in the public pool. The codes are the names of the entities."""

    LEAD = "lead", N_("Lead")
    CUSTOMER = "customer", N_("Customer")


class PoolReason(LabelledEnum):
    """How a record came into the public pool."""

    NEW = "new", N_("New and assigned to nobody"), Tone.INFO
    GIVEN_BACK = "given_back", N_("Given back"), Tone.CALM
    IDLE = "idle", N_("Not attended to"), Tone.WARN
    LEFT = "left", N_("The owner left"), Tone.CALM


class HandoverKind(LabelledEnum):
    """How a record changed hands."""

    ASSIGNED = "assigned", N_("Assigned")
    CLAIMED = "claimed", N_("Claimed from the pool")
    GIVEN_BACK = "given_back", N_("Given back to the pool")
    RECYCLED = "recycled", N_("Returned to the pool unattended")
    HANDED_OVER = "handed_over", N_("Handed over by somebody who left")


class RelationKind(LabelledEnum):
    """What the other customer is to this one."""

    REFERRER = "referrer", N_("Referred by")
    PARTNER = "partner", N_("Partner of")
    AFFILIATE = "affiliate", N_("Affiliated with")
    SUPPLIER = "supplier", N_("Supplied by")
    BUYER = "buyer", N_("Sells to")
    COMPETITOR = "competitor", N_("Competes with")


class Gender(LabelledEnum):
    """For the form of address only; unknown is an empty field."""

    FEMALE = "female", N_("Female")
    MALE = "male", N_("Male")
    OTHER = "other", N_("Other gender")


class PreferredLanguage(LabelledEnum):
    """The language we write to the customer in. The codes are the locales of the application."""

    ZH = "zh", N_("Chinese")
    EN = "en", N_("English")


class Consent(LabelledEnum):
    """Consent to marketing messages. Campaigns write to `GIVEN` only: not asked is not a yes."""

    UNKNOWN = "unknown", N_("Not asked")
    GIVEN = "given", N_("Consent given"), Tone.GOOD
    REFUSED = "refused", N_("Consent refused"), Tone.BAD


class DecisionRole(LabelledEnum):
    """The part a contact plays when the customer decides on a purchase."""

    DECISION_MAKER = "decision_maker", N_("Decision maker")
    INFLUENCER = "influencer", N_("Influencer")
    EVALUATOR = "evaluator", N_("Technical evaluator")
    CHAMPION = "champion", N_("Champion")
    USER = "user", N_("End user of the product")
    BUYER = "buyer", N_("Buyer")
    GATEKEEPER = "gatekeeper", N_("Gatekeeper")


class BirthdayCalendar(LabelledEnum):
    """Which calendar the month and day of a birthday belong to."""

    SOLAR = "solar", N_("Solar calendar")
    LUNAR = "lunar", N_("Lunar calendar")


class LeapDayPolicy(LabelledEnum):
    """When somebody born on 29 February celebrates in a year without that day."""

    FEBRUARY_28 = "february_28", N_("28 February")
    MARCH_1 = "march_1", N_("1 March")


class RegistrationKind(LabelledEnum):
    """Which of the two official numbers of a Chinese company was given."""

    UNIFIED = "unified", N_("Unified social credit code")
    LEGACY = "legacy", N_("Legacy registration number")


class PhoneLevel(LabelledEnum):
    """How far a phone number could be checked; what is not even plausible is refused."""

    VALID = "valid", N_("Checked number")
    PLAUSIBLE = "plausible", N_("Unchecked number, kept as typed")


class PairKind(LabelledEnum):
    """What can look like another one. The codes are the names of the entities."""

    CUSTOMER = "customer", N_("Customer")
    LEAD = "lead", N_("Lead")


class PairState(LabelledEnum):
    """What was decided about two records that look like one; what is decided is never asked again."""

    OPEN = "open", N_("Undecided"), Tone.WARN
    DIFFERENT = "different", N_("Not a duplicate"), Tone.CALM
    MERGED = "merged", N_("Merged"), Tone.GOOD
    CONVERTED = "converted", N_("Converted"), Tone.GOOD


class ProblemKind(LabelledEnum):
    """What is wrong with the data of a customer or contact, the worst first."""

    PHONE_INVALID = "phone_invalid", N_("Not a telephone number"), Tone.BAD
    PHONE_WRONG = "phone_wrong", N_("Telephone number marked as wrong"), Tone.BAD
    EMAIL_INVALID = "email_invalid", N_("Not an e-mail address"), Tone.BAD
    EMAIL_BOUNCED = "email_bounced", N_("E-mail came back"), Tone.BAD
    NO_CONTACT = "no_contact", N_("No main contact"), Tone.WARN
    UNREACHABLE = "unreachable", N_("Neither telephone nor e-mail"), Tone.WARN
    MISSING = "missing", N_("Field is empty"), Tone.WARN
    PROVINCE_UNKNOWN = "province_unknown", N_("Province is not in the list"), Tone.CALM
    UNTIDY = "untidy", N_("Full-width letters or stray blanks"), Tone.CALM


class ProblemOf(LabelledEnum):
    """Whose data is wrong."""

    CUSTOMER = "customer", N_("Customer")
    CONTACT = "contact", N_("Contact")
