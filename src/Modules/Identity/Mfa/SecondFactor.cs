using System.Security.Cryptography;
using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Mfa;

/// <summary>A row of <c>identity.authenticators</c>: the app that makes an account's codes, in use once it was confirmed.</summary>
internal sealed record Authenticator
{
    public Guid AccountId { get; init; }
    public string SealedSecret { get; init; } = "";
    public DateTimeOffset? ConfirmedAt { get; init; }
    public long LastStep { get; init; }
}

/// <summary>Enrols authenticators and checks codes, in the scope's control transaction. A code works once, and a recovery code too.</summary>
internal sealed class SecondFactor(ControlSession control, Secrets secrets, AccessJournal journal, Caller caller, TimeProvider clock)
{
    private const string Purpose = "identity.totp";
    private const int Codes = 10;
    private const int CodeSize = 15;

    public Task<Authenticator?> FindAsync(Guid accountId, CancellationToken ct) =>
        control.FirstAsync<Authenticator>("select * from identity.authenticators where account_id = @accountId for update", new { accountId }, ct);

    public async Task<bool> IsOnAsync(Guid accountId, CancellationToken ct) => (await FindAsync(accountId, ct))?.ConfirmedAt is not null;

    /// <summary>A new secret, which replaces one that was never confirmed; an authenticator in use has to be removed first.</summary>
    public async Task<byte[]> EnrolAsync(Guid accountId, CancellationToken ct)
    {
        if (await IsOnAsync(accountId, ct)) throw IdentityProblems.MfaAlreadyOn.With();
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretSize);
        await control.ExecuteAsync(
            """
            insert into identity.authenticators (account_id, sealed_secret, created_at) values (@accountId, @box, @now)
            on conflict (account_id) do update set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, last_step = 0
            """,
            new { accountId, box = secrets.Seal(Purpose, Convert.ToBase64String(secret)), now = clock.GetUtcNow() }, ct);
        return secret;
    }

    /// <summary>Puts the enrolled authenticator into use, if the code is one of its; gives recovery codes.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid accountId, string code, CancellationToken ct)
    {
        if (await FindAsync(accountId, ct) is not { ConfirmedAt: null } enrolled) throw IdentityProblems.MfaNotEnrolled.With();
        if (!await UseAsync(enrolled, code, ct)) return null;
        await control.ExecuteAsync("update identity.authenticators set confirmed_at = @now where account_id = @accountId", new { accountId, now = clock.GetUtcNow() }, ct);
        return await RenewCodesAsync(accountId, ct);
    }

    /// <summary>Whether the code is the authenticator's, or a recovery code; it is used up then.</summary>
    /// <param name="tenant">Whose history tells that a recovery code was used; the caller's company if nothing is said.</param>
    public async Task<bool> CheckAsync(Guid accountId, string code, CancellationToken ct, Guid? tenant = null)
    {
        if (await FindAsync(accountId, ct) is not { ConfirmedAt: not null } authenticator) return false;
        if (await UseAsync(authenticator, code.Replace(" ", ""), ct)) return true;
        var used = await control.ExecuteAsync("update identity.recovery_codes set used_at = @now where hash = @hash and account_id = @accountId and used_at is null",
            new { hash = OpaqueToken.Hash(code.Replace("-", "").Replace(" ", "").ToUpperInvariant()), accountId, now = clock.GetUtcNow() }, ct) == 1;
        if (used) await journal.NoteAsync("recoveryCodeUsed", accountId, tenant ?? caller.TenantId, byOwner: true, ct);
        return used;
    }

    public async Task RemoveAsync(Guid accountId, CancellationToken ct) => await control.ExecuteAsync(
        "delete from identity.authenticators where account_id = @accountId; delete from identity.recovery_codes where account_id = @accountId", new { accountId }, ct);

    public async Task<IReadOnlyList<string>> RenewCodesAsync(Guid accountId, CancellationToken ct)
    {
        var codes = Enumerable.Range(0, Codes).Select(_ => Totp.ToBase32(RandomNumberGenerator.GetBytes(CodeSize))).ToList();
        await control.ExecuteAsync(
            "delete from identity.recovery_codes where account_id = @accountId; insert into identity.recovery_codes (hash, account_id, created_at) select unnest(@hashes), @accountId, @now",
            new { accountId, hashes = codes.Select(OpaqueToken.Hash).ToArray(), now = clock.GetUtcNow() }, ct);
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(part => new string(part))))];
    }

    public Task<long> CodesLeftAsync(Guid accountId, CancellationToken ct) =>
        control.FirstAsync<long>("select count(*) from identity.recovery_codes where account_id = @accountId and used_at is null", new { accountId }, ct);

    private async Task<bool> UseAsync(Authenticator authenticator, string code, CancellationToken ct)
    {
        var secret = Convert.FromBase64String(secrets.Open(Purpose, authenticator.SealedSecret));
        if (Totp.Match(secret, code, clock.GetUtcNow()) is not { } step || step <= authenticator.LastStep) return false;
        await control.ExecuteAsync("update identity.authenticators set last_step = @step where account_id = @AccountId", new { step, authenticator.AccountId }, ct);
        return true;
    }
}
