using Crm.Contracts.Tenancy;
using Crm.Identity.EmailChanges;
using Crm.Identity.Platform;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Profiles;

internal sealed class GetMeEndpoint(CallersProfile profiles, EmailChangeBook changes, ControlSession control, Caller caller, ITenantDirectory tenants, Rights rights) : EndpointWithoutRequest<MeView>
{
    public override void Configure()
    {
        Get("/api/v1/me");
        Permissions(IdentityModule.ReadMe);
        this.Describes("getMe", "Me", "Read one's own account, profile and permissions", 200, KernelProblems.NotFound);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var profile = await profiles.LoadAsync(ct);
        var tenant = (await tenants.FindAsync(caller.TenantId, ct))!;
        var pending = await changes.PendingAsync(caller.AccountId, ct);
        var stay = caller.ImpersonationId is { } id ? await control.FirstAsync<Impersonation>($"{Impersonation.Select} where i.id = @id", new { id }, ct) : null;
        var me = MeView.Of(profile, await profiles.SinceAsync(ct), tenant, rights, pending) with { Impersonation = stay is null ? null : ImpersonationView.Of(stay) };
        await Send.ChangedAsync(profile.Version, me, ct); // never 304: the tag is the profile's, and the role, the company's name or a pending address change without it
    }
}
