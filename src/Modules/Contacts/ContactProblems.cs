using Crm.Kernel.Problems;

namespace Crm.Contacts;

internal static class ContactProblems
{
    public static readonly ProblemType EmailTaken = new("contact.emailTaken", 409, "Another contact has this e-mail address",
        "An e-mail address belongs to one live contact. Contacts in the trash do not count, so a restoration may clash as well: "
        + "change the other contact, or leave the address out.");

    public static readonly ProblemType CompanyUnknown = new("contact.companyUnknown", 422, "There is no such company",
        "A contact can be put with a company that is not in the trash and that the caller may see: `GET /api/v1/companies` lists them.");

    public static readonly ProblemType StageUnknown = new("contact.stageUnknown", 422, "There is no such stage",
        "`GET /api/v1/contact-stages` lists the stages of this company.");

    public static readonly ProblemType StageKeyTaken = new("contact.stageKeyTaken", 409, "A stage with this key exists already",
        "Keys of stages are never reused, not even those of removed stages.");

    public static readonly ProblemType StageInUse = new("contact.stageInUse", 409, "Contacts are in this stage",
        "Move them to another stage first; those in the trash count, since they may be restored.");

    public static readonly ProblemType LastStage = new("contact.lastStage", 409, "One stage must remain",
        "New contacts begin in the first stage, so there is always one.");

    public static readonly ProblemType TooManyStages = new("contact.tooManyStages", 409, "There are as many stages as there can be",
        "A company has up to 100 stages, those taken out of use included.");
}
