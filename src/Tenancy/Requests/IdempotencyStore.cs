using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.Control;
using Marten;

namespace Crm.Tenancy.Requests;

/// <summary>Where records live: beside the effect, in the tenant's database or in the control database.</summary>
internal abstract class IdempotencyStore
{
    public abstract Task<IdempotencyRecord?> FindAsync(string id, CancellationToken ct);

    /// <param name="instead">Whether it takes the place of one whose time is over.</param>
    public abstract Task AddAsync(bool instead, IdempotencyRecord record);
}

internal sealed class TenantIdempotency(IDocumentSession session) : IdempotencyStore
{
    public override Task<IdempotencyRecord?> FindAsync(string id, CancellationToken ct) => session.LoadAsync<IdempotencyRecord>(id, ct);

    public override Task AddAsync(bool instead, IdempotencyRecord record)
    {
        if (instead) session.Store(record);
        else session.Insert(record);
        return Task.CompletedTask;
    }
}

/// <summary>Keeps answers that show a secret unreadable at rest.</summary>
internal sealed class SealedIdempotency(IdempotencyStore inner, Secrets secrets) : IdempotencyStore
{
    private const string Purpose = "idempotency";

    public override async Task<IdempotencyRecord?> FindAsync(string id, CancellationToken ct) =>
        await inner.FindAsync(id, ct) is { } record ? WithBody(record, secrets.Open(Purpose, record.Body)) : null;

    public override Task AddAsync(bool instead, IdempotencyRecord record) => inner.AddAsync(instead, WithBody(record, secrets.Seal(Purpose, record.Body)));

    private static IdempotencyRecord WithBody(IdempotencyRecord r, string body) =>
        new() { Id = r.Id, BodyHash = r.BodyHash, Status = r.Status, Headers = r.Headers, Body = body, ExpiresAt = r.ExpiresAt };
}

internal sealed class ControlIdempotency(ControlSession control) : IdempotencyStore
{
    public override async Task<IdempotencyRecord?> FindAsync(string id, CancellationToken ct) =>
        await control.FirstAsync<Row>("select id, body_hash, status, headers::text as headers, body, created_at from catalog.idempotency where id = @id", new { id }, ct)
            is { } row
            ? new()
            {
                Id = row.Id,
                BodyHash = row.BodyHash,
                Status = row.Status,
                Headers = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers)!,
                Body = row.Body,
                ExpiresAt = row.CreatedAt + Idempotency.Kept,
            }
            : null;

    public override Task AddAsync(bool instead, IdempotencyRecord record) => control.ExecuteAsync(
        (instead ? "delete from catalog.idempotency where id = @Id; " : "") + "insert into catalog.idempotency (id, body_hash, status, headers, body, created_at) values (@Id, @BodyHash, @Status, @headers::jsonb, @Body, @created)",
        new { record.Id, record.BodyHash, record.Status, headers = JsonSerializer.Serialize(record.Headers), record.Body, created = record.ExpiresAt - Idempotency.Kept });

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string BodyHash { get; init; } = "";
        public int Status { get; init; }
        public string Headers { get; init; } = "";
        public string Body { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
    }
}
