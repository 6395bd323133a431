using System.Security.Claims;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Platform;

/// <summary>An operator's access token: the same keys, another audience. It opens nothing of a company, and a company's token opens nothing of the platform.</summary>
internal static class PlatformToken
{
    public const string Scheme = "platform";
    public const string Audience = "crm-platform";
    public const string Impersonate = "platform.impersonate";

    /// <summary>Without a refresh token: a code is asked for again after it.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public static string Sign(Operator who, SigningCredentials key, DateTimeOffset now) => Writer.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = AccessToken.Issuer,
        Audience = Audience,
        TokenType = AccessToken.Type,
        IssuedAt = now.UtcDateTime,
        Expires = (now + Life).UtcDateTime,
        SigningCredentials = key,
        Claims = new Dictionary<string, object> { ["sub"] = who.Id.ToString(), ["ver"] = who.SecurityVersion, ["jti"] = Guid.CreateVersion7().ToString(), ["amr"] = (string[])["pwd", "otp"] },
    });

    public static void Verify(JwtBearerOptions options, IServiceProvider services)
    {
        options.ConfigurationManager = services.GetRequiredService<SigningKeys>();
        options.MapInboundClaims = false;
        options.TokenValidationParameters = AccessToken.Rules(services.GetRequiredService<TimeProvider>());
        options.TokenValidationParameters.ValidAudience = Audience;
        options.EventsType = typeof(PlatformTokenEvents);
    }
}

/// <summary>Asks each time whether the operator still is one: their requests are few, and must end at once.</summary>
internal sealed class PlatformTokenEvents(ControlDatabase control) : JwtBearerEvents
{
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var (id, version) = (context.Principal!.FindFirstValue("sub"), context.Principal!.FindFirstValue("ver"));
        await using var connection = await control.Lookups.OpenConnectionAsync(context.HttpContext.RequestAborted);
        if (!await connection.ExecuteScalarAsync<bool>("select exists(select from identity.operators where id::text = @id and security_version::text = @version and disabled_at is null)", new { id, version }))
        {
            context.Fail("The operator is none any more.");
            return;
        }
        context.Principal = new(new ClaimsIdentity([new("sub", id!), new(Caller.OperatorClaim, id!), new(PermissionCatalogue.Claim, PlatformToken.Impersonate)], PlatformToken.Scheme, "sub", "role"));
        context.Success();
    }
}
