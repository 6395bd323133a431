using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Records;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>What the job of an erasure is to do.</summary>
internal sealed record ErasureOrder(Guid ErasureId, string Object, Guid Id);

/// <summary>One module's part with each step; with the last, the record's own, the certificate.</summary>
internal sealed class ErasureRunner(IEnumerable<SubjectKind> kinds, IEnumerable<SubjectData> data, CrmSettings settings, TimeProvider clock) : JobRunner
{
    public const string JobKind = "erasure";

    private readonly SubjectData[] parts = [.. data.OrderBy(d => d.Turn).ThenBy(d => d.GetType().FullName, StringComparer.Ordinal)];

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => [PrivacyPermissions.Erase];

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var (order, now) = (JsonSerializer.Deserialize<ErasureOrder>(job.Settings, Json.Options)!, clock.GetUtcNow());
        // Sets are written before the commit, which the handlers' door stamps.
        session.LastModifiedBy = job.CreatedBy;
        var erasure = await session.LoadAsync<Erasure>(order.ErasureId, ct) ?? throw new InvalidOperationException($"The erasure {order.ErasureId} is gone.");
        if (await kinds.Single(k => k.Object == order.Object).FindAsync(session, order.Id, ct) is not { } subject)
            return erasure.ErasedAt is not null ? true : throw KernelProblems.NotFound.With("Somebody removed the record for good before it was erased: the change log still tells of it.");
        var turn = progress.Position is { } place ? int.Parse(place, CultureInfo.InvariantCulture) : 0;
        var step = new ErasureStep(session, now);
        await parts[turn].EraseAsync(step, subject, ct);
        progress.Told.AddRange(step.Told);
        (progress.Total, progress.Done) = (parts.Length, turn + 1);
        progress.Position = (turn + 1).ToString(CultureInfo.InvariantCulture);
        // An erasure that did not come to its end begins again: what is gone counts nothing then.
        foreach (var (kind, count) in step.Counts) erasure.Counts[kind] = erasure.Counts.GetValueOrDefault(kind) + count;
        erasure.Remains = [.. (turn == 0 ? [] : erasure.Remains), .. step.Remains];
        if (progress.Done == parts.Length) await CertifyAsync(session, erasure, subject, progress, now, ct);
        erasure.Touch(job.CreatedBy, now);
        session.UpdateRevision(erasure, erasure.Version + 1);
        return false;
    }

    // What came meanwhile, between the first step and the last, goes by this.
    private async Task CertifyAsync(IDocumentSession session, Erasure erasure, Subject subject, JobProgress progress, DateTimeOffset now, CancellationToken ct)
    {
        progress.Told.Add(new RecordsPurged(Guid.CreateVersion7(now), subject.Object, subject.Ids, now));
        var seals = await session.AdvancedSql.QueryAsync<SealMark>("select jsonb_build_object('number', s.number, 'hash', encode(s.hash, 'hex')) from kernel.seals s where s.chain = ? order by s.number desc limit 1", ct, Guid.ParseExact(session.TenantId, "n"));
        erasure.Seal = seals.Count == 0 ? null : seals[0];
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.MasterKey), 32, info: Encoding.UTF8.GetBytes($"crm.erasures.{session.TenantId}"));
        erasure.AddressHashes = [.. subject.Addresses.Select(a => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(a)))).Order(StringComparer.Ordinal)];
        erasure.Remains = [.. erasure.Remains, new("backups", null, null)];
        erasure.ErasedAt = now;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => Task.CompletedTask;
}
