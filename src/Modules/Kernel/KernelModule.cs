using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Organizations;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>What every room stands on and clients can reach: the company's settings.</summary>
public sealed class KernelModule : IModule
{
    private const string Schema = "kernel";

    public void Services(IServiceCollection services, CrmSettings settings) => services
        .AddPermissions([.. OrganizationPermissions.All, .. CustomFieldPermissions.All])
        .AddScoped<CustomValues>()
        .AddSingleton(new Uniqueness(typeof(CustomClaim), CustomFieldProblems.ValueTaken))
        .AddSingleton(new ApiTag("Custom fields", "The fields that the company gave its records beside those everybody has."))
        .AddSingleton(new ApiTag("Organization", "What the company has settled for all who work in it."));

    public void Documents(StoreOptions options)
    {
        options.Schema.For<Organization>().DatabaseSchemaName(Schema);
        options.Schema.For<CustomFieldSet>().DatabaseSchemaName(Schema);
        options.Schema.For<CustomClaim>().DatabaseSchemaName(Schema);
    }

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<Organization>(Organization.OnlyId, ct) is not null) return;
        var organization = new Organization { Id = Organization.OnlyId, TimeZone = tenant.TimeZone, Currency = tenant.Currency };
        organization.Touch("system", TimeProvider.System.GetUtcNow());
        session.Insert(organization);
    }
}
