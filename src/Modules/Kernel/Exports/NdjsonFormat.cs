using System.Text.Json;
using Crm.Kernel.Http;

namespace Crm.Kernel.Exports;

/// <summary>A record a line, as the API shows it.</summary>
internal sealed class NdjsonFormat : FormatWriter
{
    public override string Extension => "ndjson";

    public override string MediaType => "application/x-ndjson";

    public override void Write(Stream part, ExportPage page)
    {
        foreach (var view in page.Views)
        {
            // The serializer itself leaves out what is hidden.
            var record = JsonSerializer.SerializeToNode(view, page.Export.View, Json.Options)!.AsObject();
            if (page.Fields is { } fields)
                foreach (var name in record.Select(member => member.Key).Where(name => !fields.Contains(name)).ToList()) record.Remove(name);
            JsonSerializer.Serialize(part, record, Json.Options);
            part.WriteByte((byte)'\n');
        }
    }
}
