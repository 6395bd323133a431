using Crm.Kernel.Problems;

namespace Crm.Contacts.Consents;

internal static class ConsentProblems
{
    public static readonly ProblemType PurposeUnknown = new("consent.purposeUnknown", 422, "There is no such purpose",
        "`GET /api/v1/consent-purposes` lists the purposes of this company. One that was taken out of use can be withdrawn, but not be given or refused.");

    public static readonly ProblemType NotGiven = new("consent.notGiven", 409, "There is nothing to withdraw",
        "The entry does not say that something was given, or something else was said of the purpose since.");

    public static readonly ProblemType PurposeKeyTaken = new("consent.purposeKeyTaken", 409, "A purpose with this key exists already",
        "Keys of purposes are never reused, not even those of removed ones: old entries would mean something else.");

    public static readonly ProblemType TooManyPurposes = new("consent.tooManyPurposes", 409, "There are as many purposes as there can be",
        "A company has up to 50 purposes, those taken out of use included.");
}
