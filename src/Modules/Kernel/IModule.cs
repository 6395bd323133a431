using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Crm.Kernel;

/// <summary>A room of the house: what one module adds to the host. Every method has an empty default; a module overrides what it has.</summary>
public interface IModule
{
    /// <summary>Registers the module's own parts.</summary>
    void Services(IServiceCollection services, CrmSettings settings) { }

    /// <summary>Describes the documents the module keeps in each tenant's database.</summary>
    void Documents(StoreOptions options) { }

    /// <summary>Adjusts how the module's messages are routed or retried.</summary>
    void Messages(WolverineOptions options) { }

    /// <summary>Lists what the module does on a clock.</summary>
    void Jobs(JobPlan plan) { }

    /// <summary>Puts the module's first documents into a new tenant's database. May run twice: ids are fixed.</summary>
    Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>What a module needs to know to seed a tenant.</summary>
/// <param name="Id">The tenant.</param>
/// <param name="Organization">The company's name as typed at signup.</param>
/// <param name="OwnerId">The account that signed up.</param>
/// <param name="OwnerName">The owner's full name.</param>
/// <param name="OwnerEmail">The owner's verified address.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record NewTenant(Guid Id, string Organization, Guid OwnerId, string OwnerName, string OwnerEmail, string TimeZone, string Currency);
