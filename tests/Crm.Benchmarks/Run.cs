using Crm.Benchmarks.Cases;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks;

/// <summary>A whole run: databases of its own, the servers, the cases, the table; and everything away again.</summary>
internal static class Run
{
    public static async Task<int> AllAsync(Choices choices, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("CRM_POSTGRES") is not { Length: > 0 } postgres)
        {
            await Console.Error.WriteLineAsync("bench: CRM_POSTGRES is missing: run build/bench");
            return 2;
        }
        var report = new Report();
        await using var cluster = new Cluster(postgres);
        await using var product = new Product(cluster);
        await product.MigrateAsync(ct);
        if (Choices.Cases.Except(["fleet"]).Any(choices.Wants)) await UnderLoadAsync(choices, product, cluster, report, ct);
        if (choices.Wants("fleet")) await new FleetCase(product, cluster, choices, report).RunAsync(ct);

        var path = Path.Combine(Product.Repository, "docs", "benchmarks.md");
        var text = report.Write(await cluster.VersionAsync(ct), path);
        Console.WriteLine(text);
        if (choices.Whole) await File.WriteAllTextAsync(path, text, ct);
        return 0;
    }

    private static async Task UnderLoadAsync(Choices choices, Product product, Cluster cluster, Report report, CancellationToken ct)
    {
        await using var host = await product.ServeAsync(ct);
        using var company = await Company.SignUpAsync(product, host, ct);
        if (choices.Only is not ("signup" or "book"))
        {
            await using var bare = await BareServer.StartAsync(cluster, ct);
            var contacts = await Contacts.FillAsync(cluster, company, choices.Contacts, ct);
            if (choices.Wants("read")) await new ReadCase(company, bare, contacts, choices, report).RunAsync(ct);
            if (choices.Wants("list")) await new ListCase(company, bare, choices, report).RunAsync(ct);
            if (choices.Wants("flood")) await new FloodCase(company, contacts, choices, report).RunAsync(ct);
            if (choices.Wants("create")) await new CreateCase(company, bare, cluster, choices, report).RunAsync(ct);
        }
        if (choices.Wants("book"))
        {
            using var bookkeeper = await Company.SignUpAsync(product, host, ct);
            await new BookCase(bookkeeper, host, cluster, choices, report).RunAsync(ct);
        }
        if (choices.Wants("signup")) await new SignupCase(product, host, cluster, choices, report).RunAsync(ct);
    }
}
