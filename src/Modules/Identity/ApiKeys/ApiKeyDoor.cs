using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Identity.ApiKeys;

/// <summary>Admits requests that carry an API key. A key may do what it says, as far as the member who made it still may.</summary>
internal sealed class ApiKeyDoor(ControlDatabase control, RightsBook book, TimeProvider clock, ILogger<ApiKeyDoor> log)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(1);

    private readonly Remembered<string, ApiKey> known = new(Most);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> used = new();

    public void Forget(string publicId) => known.Forget(key => key == publicId);

    public void Forget() => known.Forget(_ => true);

    /// <summary>The principal and rights of the key; null if it does not open anything from there.</summary>
    public async ValueTask<(ClaimsPrincipal Principal, Rights Rights)?> AdmitAsync(string text, IPAddress? from, CancellationToken ct)
    {
        if (ApiKeyText.PublicIdOf(text) is not { } publicId || await known.FindAsync(publicId, ReadAsync, ct) is not { } key) return null;
        var (hash, now) = (ApiKeyText.Hash(text), clock.GetUtcNow());
        var fits = CryptographicOperations.FixedTimeEquals(hash, key.Hash) || (now < key.FormerUntil && CryptographicOperations.FixedTimeEquals(hash, key.FormerHash));
        if (!fits || !key.Works(now) || !key.Allows(from) || await book.FindAsync(key.TenantId, key.CreatedBy, ct) is not { } maker) return null;
        await NoteUseAsync(key.Id, now, ct);
        var rights = Within(maker, key);
        return (PrincipalOf(key, rights), rights);
    }

    private static Rights Within(Rights maker, ApiKey key) => maker with
    {
        Permissions = key.Scopes.Where(s => maker.Permissions.ContainsKey(s.Permission))
            .ToDictionary(s => s.Permission, s => s.Scope < maker.Permissions[s.Permission] ? s.Scope : maker.Permissions[s.Permission]),
    };

    private static ClaimsPrincipal PrincipalOf(ApiKey key, Rights rights)
    {
        Claim[] who = [new("sub", key.CreatedBy.ToString()), new("tid", key.TenantId.ToString()), new("role", rights.Role), new(Caller.KeyClaim, key.Id.ToString())];
        return new(new ClaimsIdentity(who.Concat(rights.Permissions.Keys.Select(name => new Claim(PermissionCatalogue.Claim, name))), JwtBearerDefaults.AuthenticationScheme, "sub", "role"));
    }

    private async Task<ApiKey?> ReadAsync(string publicId, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<ApiKey>(new CommandDefinition("select * from identity.api_keys where public_id = @publicId", new { publicId }, cancellationToken: ct));
    }

    /// <summary>Once a minute per key and node; a control database that is away keeps nobody out.</summary>
    private async ValueTask NoteUseAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        if (used.TryGetValue(id, out var last) && now - last < Coarse) return;
        if (used.Count >= Most) used.Clear();
        used[id] = now;
        try
        {
            await using var connection = await control.Lookups.OpenConnectionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("update identity.api_keys set last_used_at = @now where id = @id", new { id, now }, cancellationToken: ct));
        }
        catch (NpgsqlException e)
        {
            log.LogWarning(e, "The use of an API key could not be noted");
        }
    }
}
