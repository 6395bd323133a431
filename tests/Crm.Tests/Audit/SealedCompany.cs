using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>A company whose both chains have at least two seals, for the tests of one class.</summary>
public sealed class SealedCompany(CrmHost host) : IAsyncLifetime
{
    public Company Company { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Company = await SignUpAsync(host);

    public static async Task<Company> SignUpAsync(CrmHost host)
    {
        var company = await host.SignUpAsync();
        await company.Owner.ContactAsync();
        await company.SealAsync();
        await company.Owner.ContactAsync("Hopper");
        await Person.LogInAsync(host, company.Owner.Email);
        await company.SealAsync();
        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
        await company.SealAsync(); // the verification is an entry too
        return company;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
