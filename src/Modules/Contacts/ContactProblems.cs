using Crm.Kernel.Problems;

namespace Crm.Contacts;

internal static class ContactProblems
{
    public static readonly ProblemType EmailTaken = new("contact.emailTaken", 409, "Another contact has this e-mail address",
        "An e-mail address belongs to one live contact. Contacts in the trash do not count, so a restoration may clash as well: "
        + "change the other contact, or leave the address out.");

    public static readonly ProblemType Duplicate = new("contact.duplicate", 409, "The contact is likely to be there already",
        "Somebody with the same name has the same phone number, or works for the same company. `candidates` names them with scores and reasons. Repeat with `onDuplicate=allow` to create the "
        + "contact all the same, `return` to be answered the likeliest, or `merge` to give that one what it lacks.");

    public static readonly ProblemType Merged = new("contact.merged", 404, "The contact became part of another",
        "It was merged and lies in the trash. `mergedInto` is the contact that remained; the merge can be reversed for 30 days.");

    public static readonly ProblemType MergeNotReversible = new("contact.mergeNotReversible", 409, "The merge cannot be reversed",
        "It was 30 days ago or more, was reversed already, or one of the contacts came out of the trash by itself.");

    public static readonly ProblemType CompanyUnknown = new("contact.companyUnknown", 422, "There is no such company",
        "A contact can be put with a company that is not in the trash and that the caller may see: `GET /api/v1/companies` lists them.");

    public static readonly ProblemType TooManyCompanies = new("contact.tooManyCompanies", 409, "The contact is with as many companies as it can be",
        "A contact is with up to 50 companies, those it was with once included.");

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
