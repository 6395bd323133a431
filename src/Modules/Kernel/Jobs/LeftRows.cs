using System.Globalization;
using Crm.Kernel.Exports;
using Crm.Kernel.Files;

namespace Crm.Kernel.Jobs;

/// <summary>A record that a job left as it is, wholly or in part.</summary>
/// <param name="Reason">A word of the kind of job, or the code of a problem.</param>
/// <param name="Members">Those that were left; none where that is the whole record.</param>
public sealed record LeftRow(string Object, string Id, string Reason, IReadOnlyList<string> Members);

/// <summary>The file of what a job left as it is: a part with each step, joined at the end.</summary>
/// <param name="folder">The job's own.</param>
internal sealed class LeftRows(FileStore files, string folder)
{
    /// <returns>The name of the part. Another attempt at the same step writes another; which one counts is committed.</returns>
    public async Task<string> NoteAsync(int step, IReadOnlyList<LeftRow> rows, CancellationToken ct)
    {
        var name = $"{folder}/{step.ToString("d6", CultureInfo.InvariantCulture)}-{Guid.CreateVersion7():n}";
        using var lines = new MemoryStream();
        await using (var csv = new StreamWriter(lines, leaveOpen: true))
            foreach (var row in rows) await csv.WriteLineAsync(string.Join(',', row.Object, row.Id, row.Reason, CsvFormat.Safe(string.Join(' ', row.Members))));
        await files.WriteAsync(name, lines.GetBuffer().AsMemory(0, (int)lines.Length), ct);
        return name;
    }

    public async Task<JobResult> JoinAsync(string title, IReadOnlyList<string> parts, CancellationToken ct)
    {
        var whole = $"{folder}/{title}-{Guid.CreateVersion7():n}";
        var bytes = await files.WriteAsync(whole, async target =>
        {
            await target.WriteAsync("object,id,reason,members\n"u8.ToArray(), ct);
            foreach (var name in parts)
            {
                await using var part = await files.OpenAsync(name, ct) ?? throw new InvalidOperationException($"{name} is gone.");
                await part.Content.CopyToAsync(target, ct);
            }
        }, ct);
        return new(whole, $"{title}.csv", "text/csv; charset=utf-8", bytes);
    }
}
