using System.Text.RegularExpressions;
using static Crm.Tests.Architecture.SourceRule;

namespace Crm.Tests.Architecture;

/// <summary>The rules of the house that can be read off the sources.</summary>
internal static class SourceRules
{
    private const string Slice = "src/Modules/Deals/CloseDeal.cs";
    private const string Good = """internal sealed class CloseDealEndpoint : Endpoint<CloseDeal> { public override void Configure() { Post("/api/v1/deals/{id}/closing"); """;

    // Marten demands a tenant and the framework its key ring by methods that are no tasks.
    private static readonly string[] AskedSynchronously = ["src/Tenancy/Sessions/CatalogTenancy.cs", "src/Modules/Kernel/SecretKeyRing.cs"];

    public static IReadOnlyList<SourceRule> All { get; } =
    [
        Never("time comes from TimeProvider", f => f.IsProduct, @"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b", Slice, "var now = DateTimeOffset.UtcNow;"),
        Never("ids are made by Guid.CreateVersion7", f => f.IsProduct, @"\bGuid\.NewGuid\b", Slice, "var id = Guid.NewGuid();"),
        Never("nothing is folded away", _ => true, @"^\s*#(end)?region\b", Slice, "#region Fields"),
        new("nothing is left to be done", _ => true, f => Regex.Matches(f.Text, @"\b(TODO|FIXME|HACK)\b|\bNotImplementedException").Select(m => m.Value), new(Slice, "// TODO: later")),
        Never("no thread waits", f => f.IsProduct && !AskedSynchronously.Contains(f.Path), @"\.Result\b|\.Wait\(|\.GetResult\(\)|\bThread\.Sleep\b|\.OpenConnection\(\)", Slice, "LoadAsync().Result"),
        Never("no failure is swallowed", _ => true, @"\bcatch\s*(\([^)]*\)\s*)?(when\s*\([^{]*\)\s*)?\{\s*\}", Slice, "try { A(); } catch (Exception) { }"),
        Never("a name says what the thing is", _ => true, @"\b(class|record|struct|interface|enum) \w*(Helper|Manager|Util|Utils|Utility|Service|Common|Misc)s?\b", Slice, "class DealHelper"),
        new("a file has at most 250 lines", _ => true, f => f.Lines > 250 ? [$"{f.Lines} lines"] : [], new(Slice, new string('\n', 300) + "x")),
        new("a namespace is one line", _ => true, f => Regex.Matches(f.Code, @"^namespace [\w.]+\s*\{", RegexOptions.Multiline).Select(m => m.Value), new(Slice, "namespace Crm.Deals {")),

        new("a slice is internal and sealed", f => f.IsSlice, f => Regex.IsMatch(f.Code, @"\binternal sealed class \w+Endpoint\b") ? [] : ["its endpoint is not `internal sealed class …Endpoint`"], new(Slice, "public class CloseDealEndpoint : Endpoint<CloseDeal>")),
        new("a slice is one file", f => f.IsSlice, f => Regex.Count(f.Code, @":\s*Endpoint(WithoutRequest)?\b") > 1 ? ["two endpoints"] : [], new(Slice, Good + "}} class B : Endpoint<B>")),
        new("a slice shows its whole route", f => f.IsSlice, f => Regex.IsMatch(f.Code, @"\b(Get|Post|Put|Patch|Delete)\(""/[^""]+""\);") ? [] : ["no literal route in Configure"], new(Slice, "class A : Endpoint<B> { void Configure() { Get(Routes.Deals); } }")),
        new("a slice says who may call it", f => f.IsSlice, f => Regex.IsMatch(f.Code, @"\b(Permissions|AllowAnonymous)\(") ? [] : ["neither Permissions nor AllowAnonymous"], new(Slice, Good)),
        Never("a slice speaks to its session", f => f.IsSlice, @"\b(IMessageBus|IDocumentStore|NpgsqlConnection|NpgsqlDataSource|SaveChangesAsync|ForTenant|IHttpContextAccessor)\b", Slice, Good + "await session.SaveChangesAsync(ct);"),
        // The companies of an account, and the one a token is for, are what Identity is about.
        Never("a slice does not know its tenant", f => f is { IsSlice: true, Room: not null and not "Identity" }, @"\w*[Tt]enant\w*", Slice, Good + "session.TenantId"),
        Unexplained("a slice that commits by itself says why", f => f.IsSlice, @"\.CommitAsync\(", new(Slice, Good + "\nawait control.CommitAsync(ct);")),

        Never("writes of many rows go through the kernel's door", f => f.Room is not null, @"\b(QueueSqlCommand|DeleteWhere|UndoDeleteWhere|HardDelete|HardDeleteWhere|BulkInsert\w*|CreateCommand)\b", Slice, "session.DeleteWhere<Deal>(d => true);"),
        Never("messages leave through Outbox or ControlSession", f => f.Room is not null, @"\b(IMessageBus|IMessageContext|MessageContext|DeliveryOptions|EndpointFor)\b", Slice, "class A(IMessageBus bus)"),
        Never("the tenant's data is reached through the session", f => f.Room is not null, @"\b(IDocumentStore|LightweightSession|store\.\w+Session\()", Slice, "store.LightweightSession()"),
    ];

    /// <summary>What the pattern matches needs a comment: on its line, or above the member it stands in.</summary>
    private static SourceRule Unexplained(string name, Func<SourceFile, bool> concerns, string pattern, SourceFile bad) => new(name, concerns, file =>
    {
        var lines = file.Text.Split('\n');
        return lines.Index().Where(line => Regex.IsMatch(line.Item, pattern) && !line.Item.Contains("//") && !Explained(lines[..line.Index])).Select(line => line.Item);
    }, bad);

    private static bool Explained(string[] above)
    {
        var member = Array.FindLastIndex(above, line => Regex.IsMatch(line, @"^    \S.*\)\s*(=>)?\s*$"));
        return member > 0 && above[member - 1].TrimStart().StartsWith("//", StringComparison.Ordinal);
    }
}
