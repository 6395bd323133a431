using Crm.Kernel;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Tokens;

/// <summary>What an access token says (RFC 9068). It is for one tenant and lives ten minutes.</summary>
internal sealed record AccessToken(Guid AccountId, Guid SessionId, Guid TenantId, string Role, IReadOnlyList<string> Methods, DateTimeOffset AuthenticatedAt)
{
    /// <summary>A name and not an address: nodes and hosts differ, the issuer does not.</summary>
    public const string Issuer = "crm";
    public const string Audience = "crm-api";
    public const string Type = "at+jwt";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The operator who works as the account, and in which stay; nobody as a rule.</summary>
    public (Guid Operator, Guid Impersonation)? Actor { get; init; }

    public string Sign(SigningCredentials key, DateTimeOffset now) => Sign(key, now, Life);

    public string Sign(SigningCredentials key, DateTimeOffset now, TimeSpan life) => Writer.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        TokenType = Type,
        IssuedAt = now.UtcDateTime,
        Expires = (now + life).UtcDateTime,
        SigningCredentials = key,
        Claims = new Dictionary<string, object>(Acting)
        {
            ["sub"] = AccountId.ToString(),
            ["sid"] = SessionId.ToString(),
            ["tid"] = TenantId.ToString(),
            ["role"] = Role,
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["amr"] = Methods,
            ["auth_time"] = AuthenticatedAt.ToUnixTimeSeconds(),
        },
    });

    /// <summary>RFC 8693 says who acts; the other two are for us.</summary>
    private Dictionary<string, object> Acting => Actor is not var (who, stay) ? [] : new()
    {
        ["act"] = new Dictionary<string, object> { ["sub"] = $"operator:{who}" },
        [Caller.OperatorClaim] = who.ToString(),
        [Caller.ImpersonationClaim] = stay.ToString(),
    };

    /// <summary>The rules of verification: one algorithm, one type, our issuer and audience, and keys only from our own set, whatever the header proposes.</summary>
    public static void Verify(JwtBearerOptions options, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        options.ConfigurationManager = services.GetRequiredService<SigningKeys>();
        options.MapInboundClaims = false;
        options.TokenValidationParameters = Rules(clock);
        options.EventsType = typeof(AccessTokenEvents);
    }

    public static TokenValidationParameters Rules(TimeProvider clock) => new()
    {
        ValidAlgorithms = [SigningKey.Algorithm],
        ValidTypes = [Type],
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        NameClaimType = "sub",
        RoleClaimType = "role",
        AuthenticationType = JwtBearerDefaults.AuthenticationScheme,
        LifetimeValidator = (notBefore, expires, _, _) => clock.GetUtcNow().UtcDateTime is var now && now < expires + Skew && !(notBefore > now + Skew),
    };
}
