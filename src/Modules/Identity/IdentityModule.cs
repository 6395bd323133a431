using Crm.Kernel; using Crm.Contracts.Identity; using Microsoft.Extensions.DependencyInjection;
namespace Crm.Identity;
public sealed class IdentityModule : IModule { public void Services(IServiceCollection services, CrmSettings settings) { services.AddSingleton<Secrets>(); services.AddScoped<IAccounts, A>(); } }
internal sealed class A : IAccounts
{
    public string? Refuse(string password, params string[] contextWords) => null;
    public Task<string> HashAsync(string password, CancellationToken ct) => Task.FromResult("h");
    public Task<bool> ExistsAsync(string email, CancellationToken ct) => Task.FromResult(false);
    public Task<Guid> EnsureAsync(string email, string fullName, string passwordHash, CancellationToken ct) => Task.FromResult(Guid.CreateVersion7());
    public Task JoinAsync(Guid accountId, Guid tenantId, string role, CancellationToken ct) => Task.CompletedTask;
}
