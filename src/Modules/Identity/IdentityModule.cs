using Crm.Contracts.Identity;
using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Identity.ApiKeys;
using Crm.Identity.Audit;
using Crm.Identity.EmailChanges;
using Crm.Identity.Invitations;
using Crm.Identity.Members;
using Crm.Identity.Mfa;
using Crm.Identity.Passwords;
using Crm.Identity.Pictures;
using Crm.Identity.Platform;
using Crm.Identity.Profiles;
using Crm.Identity.Sessions;
using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Identity;

/// <summary>Who somebody is, and what they may do.</summary>
public sealed class IdentityModule : IModule
{
    internal const string ReadMe = "me.read";
    internal const string WriteMe = "me.write";

    public void Services(IServiceCollection services, CrmSettings settings)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer().AddJwtBearer(PlatformToken.Scheme, _ => { });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IServiceProvider>(AccessToken.Verify);
        services.AddOptions<JwtBearerOptions>(PlatformToken.Scheme).Configure<IServiceProvider>(PlatformToken.Verify);
        services.AddScoped<PlatformTokenEvents>().AddScoped<OperatorBook>().AddScoped<Impersonations>();
        services.AddSingleton(new ApiTag("Platform", "For those who run the service, with accounts and tokens of their own."));
        services.AddSingleton<SigningKeys>().AddSingleton<VerifiedTokens>().AddSingleton<RevokedSessions>().AddSingleton<AccessTokenEvents>().AddSingleton<RightsBook>().AddSingleton<ApiKeyDoor>();
        services.AddSingleton<PermissionCatalogue>().AddSingleton(_ => new PasswordHasher()).AddSingleton<PasswordList>().AddSingleton<PasswordRules>();
        services.AddSingleton(provider => Notices(provider.GetRequiredService<RevokedSessions>()));
        services.AddSingleton(provider => Notices(provider.GetRequiredService<SigningKeys>()));
        services.AddSingleton(provider => Notices(provider.GetRequiredService<VerifiedTokens>()));
        services.AddSingleton(provider => Notices(provider.GetRequiredService<RightsBook>()));
        services.AddSingleton(provider => Notices(provider.GetRequiredService<ApiKeyDoor>()));

        services.AddScoped<AccountBook>().AddScoped<AccessJournal>().AddScoped<FailedProofs>().AddScoped<Memberships>().AddScoped<LoginSessions>().AddScoped<Reception>().AddScoped<CallersProfile>();
        services.AddSingleton<RightsOf, MembersRights>().AddSingleton<Standing, CallersStanding>();
        services.AddScoped<IAccounts, SignupAccounts>().AddScoped<IMemberDirectory, MemberDirectory>();
        services.AddScoped<RoleBook>().AddScoped<TeamBook>().AddScoped<MemberBook>().AddScoped<InvitationBook>();
        services.AddScoped<ApiKeyBook>().AddScoped<KeyRotation>().AddScoped<SecondFactor>().AddScoped<MfaChallenges>();
        services.AddSso();
        services.AddScoped<EmailChangeBook>().AddSingleton<EmailChangeMails>().AddScoped<PasswordResetLinks>().AddScoped<PictureBook>().AddSingleton(new Uniqueness("accounts_email_key", AccountProblems.EmailTaken));
        services.AddSingleton(new ApiTag("Sessions", "Logging in and out, moving between companies, forgotten passwords."));
        services.AddSingleton(new ApiTag("Me", "The caller: account, profile, permissions, limits."));
        services.AddSingleton(new ApiTag("Access", "Members, roles, teams, and why somebody can or cannot see a record."));
        services.AddSingleton(new Uniqueness("roles_name", IdentityProblems.RoleNameTaken)).AddSingleton(new Uniqueness("teams_name", IdentityProblems.TeamNameTaken))
            .AddSingleton(new Uniqueness("invitations_open", IdentityProblems.InvitationPending));
        services.AddPermissions(AccessPermissions.All).AddPermissions(ApiKeyPermissions.All);
        services.AddSingleton(new ApiTag("API keys", "Keys by which programs work for the company."));
        services.AddScoped<AuditLog>().AddScoped<AuditNames>().AddScoped<AuditValues>().AddPermissions(AuditPermissions.All).AddSingleton(new ApiTag("Audit", "Who did what, by what means and from where; and whether that history is still what it was."));
        services.AddPermissions(new(ReadMe, "See one's own profile", Roles.ReadOnly) { PeopleOnly = true }, new(WriteMe, "Change one's own profile and switch company", Roles.ReadOnly) { PeopleOnly = true });
    }

    public void Documents(StoreOptions options) => options.Schema.For<UserProfile>().DatabaseSchemaName("identity");

    public void Jobs(JobPlan plan)
    {
        plan.Publish<ForgetOldSessions>("0 17 3 * * ?");
        plan.Publish<RotateSigningKeys>("0 41 * * * ?");
    }

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<UserProfile>(tenant.OwnerId, ct) is not null) return;
        session.Insert(UserProfile.Of(tenant.OwnerId, tenant.OwnerEmail, tenant.OwnerName, tenant.TimeZone, null, DatabaseTime.Clock.GetUtcNow()));
    }

    private static ControlNotice Notices(RevokedSessions revoked) => new("session", id => revoked.Revoke(Guid.Parse(id)), revoked.Missed);

    private static ControlNotice Notices(RightsBook rights) => new("rights", tenant => rights.Forget(Guid.ParseExact(tenant, "N")), rights.Forget);

    private static ControlNotice Notices(ApiKeyDoor keys) => new("api-key", keys.Forget, keys.Forget);

    private static ControlNotice Notices(SigningKeys keys) => new("signing-keys", _ => keys.Changed(), keys.Changed);

    // What a revoked key signed must not live on because its signature was checked before.
    private static ControlNotice Notices(VerifiedTokens tokens) => new("signing-keys", _ => tokens.Forget(), tokens.Forget);
}
