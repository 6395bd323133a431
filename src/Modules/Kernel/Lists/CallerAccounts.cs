using Crm.Kernel.Problems;

namespace Crm.Kernel.Lists;

/// <summary>Accounts as filters name them.</summary>
public static class CallerAccounts
{
    /// <summary>Reads an account's id, or <c>me</c>.</summary>
    public static Guid? Account(this Caller caller, string? text, string parameter) => text switch
    {
        null => null,
        "me" => caller.AccountId,
        _ => Guid.TryParse(text, out var id) ? id : throw KernelProblems.Invalid.With($"`{parameter}` takes the id of an account, or `me`.", $"?{parameter}"),
    };
}
