using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>Changes to the connection, as a JSON merge patch. Another issuer or client, and switching off, end the sessions that came by it.</summary>
internal sealed record UpdateSsoConnection
{
    [FromBody] public required MergePatch<SsoConnectionFields> Changes { get; init; }
}

internal sealed class UpdateSsoConnectionEndpoint(ControlSession control, SsoConnections connections, Providers providers, RoleBook roles, Rights rights, CrmSettings settings) : Endpoint<UpdateSsoConnection, SsoConnectionView>
{
    public override void Configure()
    {
        Patch("/api/v1/sso-connection");
        Permissions(SsoPermissions.Write);
        this.Describes("updateSsoConnection", "Single sign-on", "Change the company's connection to its provider", 200, SsoProblems.SecretNeeded, SsoProblems.InUse, SsoProblems.DiscoveryFailed, SsoProblems.IssuerMismatch,
            SsoProblems.ProviderUnsuited, IdentityProblems.RoleUnknown, IdentityProblems.BeyondOwnRights, IdentityProblems.StepUpRequired, KernelProblems.NotFound, KernelProblems.Stale, KernelProblems.Conflict);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(UpdateSsoConnection r, CancellationToken ct)
    {
        r.Changes.RefuseUnknown();
        var seen = await connections.GetAsync(ct);
        HttpContext.HonourIfMatch(seen.Version);
        var fields = r.Changes.ApplyTo(seen.AsFields, new SsoConnectionFieldsValidator(settings));
        if (fields.DefaultRole != seen.DefaultRole) await roles.CheckGivableAsync(fields.DefaultRole, rights, "/defaultRole", ct);
        if (fields.Issuer != seen.Issuer)
        {
            if (fields.ClientSecret is null) throw SsoProblems.SecretNeeded.With(pointer: "/clientSecret");
            await control.CommitAsync(ct); // no connection waits while the provider is asked
            ProviderRules.Check(await providers.ReadAsync(fields.Issuer, ct), fields.Issuer, settings);
        }
        var current = await connections.GetAsync(ct, locked: true);
        if (current.Version != seen.Version) throw KernelProblems.Conflict.With();
        var changed = await connections.ChangeAsync(current, fields, ct);
        await Send.ChangedAsync(changed.Version, SsoConnectionView.Of(changed, settings), ct);
    }
}
