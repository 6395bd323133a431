using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>Walks along a chain from its first entry to its last and recomputes every link. Rows stream by: memory stays flat however long it is.</summary>
public sealed class ChainWalk(Anchors anchors, Guid chain, LogSource source, NpgsqlConnection entries)
{
    private const int Seals = 100;

    private long checkedEntries, checkedSeals;
    private DateTimeOffset? from, to;
    private Break? broken;

    public async Task<ChainReport> RunAsync(NpgsqlConnection control, CancellationToken ct)
    {
        // Before the seals, which run ahead of it.
        var anchor = await Anchors.FindAsync(control, chain, source);
        var (last, hash) = (new Seal { LastId = long.MinValue, Hash = Seal.Beginning }, (byte[]?)null);
        for (IReadOnlyList<Seal> page = [last]; broken is null && page.Count > 0;)
        {
            page = await PageAsync(last.Number);
            foreach (var seal in page)
            {
                broken = Link(last, seal) ?? await CheckAsync(last, seal, ct);
                if (broken is not null) break;
                if (seal.Number == anchor?.Number) hash = seal.Hash;
                last = seal;
                checkedSeals++;
            }
        }
        var unsealed = 0L;
        if (broken is null)
        {
            broken = Compare(anchor, last, hash);
            unsealed = await RestAsync(last, ct);
        }
        return new(checkedEntries, checkedSeals, unsealed, from, to, broken);
    }

    private async Task<IReadOnlyList<Seal>> PageAsync(long after) =>
        (await entries.QueryAsync<Seal>("select * from kernel.seals where chain = @chain and number > @after order by number limit @Seals", new { chain, after, Seals })).AsList();

    private Break? Link(Seal last, Seal seal) => seal switch
    {
        _ when seal.Number != last.Number + 1 => new(source, BrokenBy.SealMissing, last.Number + 1),
        _ when !seal.Previous.AsSpan().SequenceEqual(last.Hash) => new(source, BrokenBy.SealEdited, last.Number == 0 ? seal.Number : last.Number),
        _ when seal.LastId <= last.LastId => new(source, BrokenBy.SealEdited, seal.Number),
        _ => null,
    };

    private async Task<Break?> CheckAsync(Seal last, Seal seal, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(seal.Previous);
        hash.AppendData(SealText.HeaderOf(seal));
        var (there, edited) = (0, (Break?)null);
        await foreach (var entry in LoggedEntry.ReadAsync(entries, chain, source, last.LastId, seal.LastId, ct))
        {
            hash.AppendData(entry.Digest);
            there++;
            Seen(entry);
            edited ??= Values(entry, seal.Number);
        }
        var reason = there.CompareTo(seal.Entries) switch
        {
            < 0 => BrokenBy.EntryMissing,
            > 0 => BrokenBy.EntryInserted,
            _ when !hash.GetHashAndReset().AsSpan().SequenceEqual(seal.Hash) => BrokenBy.EntryEdited,
            _ => (BrokenBy?)null,
        };
        return reason is { } why ? new(source, why, seal.Number) : edited;
    }

    private async Task<long> RestAsync(Seal last, CancellationToken ct)
    {
        var unsealed = 0L;
        await foreach (var entry in LoggedEntry.ReadAsync(entries, chain, source, last.LastId, long.MaxValue, ct))
        {
            unsealed++;
            Seen(entry);
            broken ??= Values(entry, null);
        }
        return unsealed;
    }

    private Break? Compare(Anchor? anchor, Seal last, byte[]? anchored) => anchor switch
    {
        null => last.Number == 0 ? null : new(source, BrokenBy.AnchorMissing),
        _ when !anchors.IsGenuine(anchor) => new(source, BrokenBy.AnchorForged, anchor.Number),
        _ when anchor.Number > last.Number => new(source, BrokenBy.ChainCut, last.Number + 1),
        _ when anchor.Number > 0 && !anchor.Hash.AsSpan().SequenceEqual(anchored) => new(source, BrokenBy.ChainRewritten, anchor.Number),
        _ => null,
    };

    private Break? Values(LoggedEntry entry, long? seal) => entry.ValuesFit ? null : new(source, BrokenBy.ValuesEdited, seal, (entry.Id, entry.At));

    private void Seen(LoggedEntry entry)
    {
        checkedEntries++;
        (from, to) = (from < entry.At ? from : entry.At, to > entry.At ? to : entry.At);
    }
}
