using Marten;

namespace Crm.Kernel;

/// <summary>A company's documents for a handler whose message belongs to no company, because what happened to an account happened everywhere at once. All others are given their session.</summary>
public sealed class CompanyData(IDocumentStore store)
{
    /// <summary>To be saved and disposed of by the caller.</summary>
    public IDocumentSession Open(Guid tenantId) => store.LightweightSession(tenantId.ToString("n"));
}
