using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Kernel.Access;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Kernel.Http;

namespace Crm.Identity.Audit;

/// <summary>
/// What the caller may see of entries' values: of records that people own, those may who can read every one of them and have no field hidden;
/// of everything else whoever reads the history. Secrets nobody, should one ever get there.
/// </summary>
internal sealed partial class AuditValues(Rights rights, OwnedRecords owned)
{
    private const string Redacted = "[redacted]";

    public JsonElement? Of(LogSource source, string record, string? json)
    {
        if (json is null || !MaySee(source, record)) return null;
        var node = JsonNode.Parse(json)!;
        Redact(node);
        return JsonSerializer.SerializeToElement(node, Json.Options);
    }

    // What is kept beside a record, such as its timeline, may repeat what it holds.
    private bool MaySee(LogSource source, string record) =>
        source is LogSource.Access
        || (owned.Names.FirstOrDefault(known => known.Equals(record, StringComparison.OrdinalIgnoreCase)) is { } name ? MaySeeAll(name) : owned.Names.All(MaySeeAll));

    private bool MaySeeAll(string name) =>
        rights.Covers(owned.Find(name)!.Value.Records.Read, RecordScope.All) && !rights.Fields.Any(rule => rule.Object == name && rule.Access is FieldAccess.Hidden);

    private static void Redact(JsonNode? node)
    {
        if (node is JsonArray list)
            foreach (var item in list) Redact(item);
        if (node is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
            if (Secret().IsMatch(name)) members[name] = Redacted;
            else Redact(value);
    }

    [GeneratedRegex("password|secret|token|recoverycode|hash|privatekey|sealed", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
