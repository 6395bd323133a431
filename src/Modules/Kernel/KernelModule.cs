using Crm.Kernel.Http;
using Crm.Kernel.Organizations;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>What every room stands on and clients can reach: the company's settings.</summary>
public sealed class KernelModule : IModule
{
    private const string Schema = "kernel";

    public void Services(IServiceCollection services, CrmSettings settings) => services
        .AddPermissions(OrganizationPermissions.All)
        .AddSingleton(new ApiTag("Organization", "What the company has settled for all who work in it."));

    public void Documents(StoreOptions options) => options.Schema.For<Organization>().DatabaseSchemaName(Schema);

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<Organization>(Organization.OnlyId, ct) is not null) return;
        var organization = new Organization { Id = Organization.OnlyId, TimeZone = tenant.TimeZone, Currency = tenant.Currency };
        organization.Touch("system", TimeProvider.System.GetUtcNow());
        session.Insert(organization);
    }
}
