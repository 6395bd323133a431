using Crm.Contracts.Tenancy;
using Crm.Kernel;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Privacy;
using Crm.Kernel.Problems;
using Crm.Tenancy.Awake;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Migrations;
using Crm.Tenancy.Provisioning;
using Crm.Tenancy.Requests;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Runtime.Agents;

namespace Crm.Tenancy;

/// <summary>Companies: who they are, where their databases stand, how a request or a message gets there.</summary>
public sealed class TenancyModule : IModule
{
    public void Services(IServiceCollection services, CrmSettings settings)
    {
        services.AddSingleton<TenantCatalog>().AddSingleton<ITenantDirectory>(s => s.GetRequiredService<TenantCatalog>());
        services.AddSingleton<WakeBook>().AddSingleton<TenantLogins>().AddSingleton<TenantPools>().AddSingleton<TenantRest>().AddSingleton<Anchors>().AddSingleton<Sealer>();
        services.AddSingleton<SubjectData, RequestSubjectData>();
        services.AddScoped<TenantBinding>().AddScoped<Idempotency>();
        services.AddSingleton<SignupProgress>().AddSingleton<SignupDesk>().AddSingleton<Provisioner>();
        services.AddSingleton<AdministratorConnections>().AddSingleton<EmbeddedScripts>();
        services.AddSingleton<Migrator>().AddSingleton<ServerSetup>().AddSingleton<ControlMigration>().AddSingleton<TenantMigration>().AddSingleton<TenantSchema>().AddSingleton<CustomIndexing>();

        services.AddKeyedScoped<IProvisioningStep, ReserveStep>(ProvisioningSteps.Reserve);
        services.AddKeyedScoped<IProvisioningStep, DatabaseStep>(ProvisioningSteps.Database);
        services.AddKeyedScoped<IProvisioningStep, SchemaCheckStep>(ProvisioningSteps.SchemaCheck);
        services.AddKeyedScoped<IProvisioningStep, SeedStep>(ProvisioningSteps.Seed);
        services.AddKeyedScoped<IProvisioningStep, ActivateStep>(ProvisioningSteps.Activate);
        services.AddKeyedScoped<IProvisioningStep, WelcomeStep>(ProvisioningSteps.Welcome);

        services.AddSingleton(s => Notice(s.GetRequiredService<TenantCatalog>()));
        services.AddSingleton(s => new ControlNotice("signup", s.GetRequiredService<SignupProgress>().Notice, () => { }));
        services.AddSingleton<IAgentFamily, AwakeFamily>();
        services.AddSingleton(new ApiTag("Signup", "From a company's first request to its own database. Open to strangers."));
        services.AddSingleton(new Uniqueness(typeof(IdempotencyRecord), KernelProblems.IdempotencyInFlight));
        services.AddSingleton(new Uniqueness("idempotency_pkey", KernelProblems.IdempotencyInFlight));
        services.AddSingleton(new Uniqueness("signups_slug", TenancyProblems.SlugTaken));
    }

    public void Documents(StoreOptions options) => options.Schema.For<IdempotencyRecord>().DatabaseSchemaName("kernel");

    // Each one under way holds two connections to the control database, whose pool is for everybody. On few cores, waiting for the server is no reason to wait for each other.
    public void Messages(WolverineOptions options) => options.LocalQueueFor<ProvisionTenant>().MaximumParallelMessages(6);

    public void Jobs(JobPlan plan)
    {
        plan.Publish<SweepSleepers>("0 */10 * * * ?");
        plan.Publish<SealShares>("25 * * * * ?");
        plan.Publish<ResumeSignups>("5/20 * * * * ?");
        plan.Publish<ExpireSignups>("30 */15 * * * ?");
    }

    private static ControlNotice Notice(TenantCatalog catalog) => new("tenant", key => catalog.Forget(key), () => catalog.Forget());
}
