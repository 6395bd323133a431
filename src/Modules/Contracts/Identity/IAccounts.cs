namespace Crm.Contracts.Identity;

/// <summary>What signup asks of Identity, which owns accounts and memberships. Writes happen in the caller's control transaction.</summary>
public interface IAccounts
{
    /// <summary>Why the password is refused, as a stable code (<c>password.tooShort</c>, <c>password.tooCommon</c>…), or null when it is fine.</summary>
    string? Refuse(string password, params string[] contextWords);

    /// <summary>Hashes a password; waits its turn, since hashing is bounded.</summary>
    Task<string> HashAsync(string password, CancellationToken ct);

    /// <summary>Whether an account with this address exists. Never to be shown to a stranger.</summary>
    Task<bool> ExistsAsync(string email, CancellationToken ct);

    /// <summary>The account of this address, made with the given name and hash if there is none yet; its address counts as verified from now on.</summary>
    Task<Guid> EnsureAsync(string email, string fullName, string? passwordHash, CancellationToken ct);

    /// <summary>Makes the account a member of the tenant; an existing membership stays as it is.</summary>
    Task JoinAsync(Guid accountId, Guid tenantId, string role, CancellationToken ct);
}
