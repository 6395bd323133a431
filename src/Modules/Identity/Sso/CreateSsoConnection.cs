using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sso;

/// <summary>A connection to be. The provider's configuration is read and checked before it is stored.</summary>
internal sealed record CreateSsoConnection
{
    [FromBody] public required SsoConnectionFields Connection { get; init; }
}

internal sealed class CreateSsoConnectionValidator : Validator<CreateSsoConnection>
{
    public CreateSsoConnectionValidator(CrmSettings settings)
    {
        RuleFor(r => r.Connection).SetValidator(new SsoConnectionFieldsValidator(settings));
        RuleFor(r => r.Connection.ClientSecret).NotEmpty();
    }
}

internal sealed class CreateSsoConnectionEndpoint(ControlSession control, SsoConnections connections, Providers providers, RoleBook roles, Rights rights, CrmSettings settings) : Endpoint<CreateSsoConnection, SsoConnectionView>
{
    public override void Configure()
    {
        Post("/api/v1/sso-connection");
        Permissions(SsoPermissions.Write);
        this.Describes("createSsoConnection", "Single sign-on", "Connect the company to its OpenID provider", 201, SsoProblems.ConnectionExists, SsoProblems.DiscoveryFailed, SsoProblems.IssuerMismatch,
            SsoProblems.ProviderUnsuited, IdentityProblems.RoleUnknown, IdentityProblems.BeyondOwnRights, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(CreateSsoConnection r, CancellationToken ct)
    {
        await roles.CheckGivableAsync(r.Connection.DefaultRole, rights, "/defaultRole", ct);
        await control.CommitAsync(ct); // no connection waits while the provider is asked
        ProviderRules.Check(await providers.ReadAsync(r.Connection.Issuer, ct), r.Connection.Issuer, settings);
        var added = await connections.AddAsync(r.Connection, ct);
        await Send.CreatedAsync("/api/v1/sso-connection", SsoConnectionView.Of(added, settings), ct);
    }
}
