using Crm.Identity.Accounts;
using Crm.Kernel.Problems;

namespace Crm.Identity.Passwords;

/// <summary>What the product and its operator together refuse as a password.</summary>
internal sealed class PasswordRules(PasswordList known)
{
    /// <summary>The stable code of the first rule that is broken, or null.</summary>
    public string? Refuse(string password, params IEnumerable<string> contextWords) =>
        PasswordPolicy.Refuse(password, contextWords) ?? (known.Contains(password) || known.Contains(password.ToLowerInvariant()) ? "password.tooCommon" : null);

    /// <summary>Ends the request unless the account may have the password.</summary>
    /// <param name="pointer">Where it stood in the request.</param>
    public void Check(string password, Account account, IEnumerable<Membership> companies, string pointer)
    {
        if (Refuse(password, [account.Email, account.FullName, .. companies.SelectMany(m => (string[])[m.Tenant.Organization, m.Tenant.Slug])]) is { } code)
            throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new(pointer, code, PasswordPolicy.Explain(code))] };
    }
}
