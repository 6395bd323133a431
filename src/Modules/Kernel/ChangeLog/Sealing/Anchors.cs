using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>The newest seal of a chain, as the control database keeps it under a key derived from the master key.</summary>
internal sealed record Anchor
{
    public Guid Chain { get; init; }
    public string Source { get; init; } = "";
    public long Number { get; init; }
    public long LastId { get; init; }
    public byte[] Hash { get; init; } = [];
    public byte[] Mac { get; init; } = [];
}

/// <summary>Keeps anchors, and tells a forged one.</summary>
public sealed class Anchors(CrmSettings settings)
{
    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.MasterKey), 32, info: "crm.audit.anchors"u8.ToArray());

    internal static Task<Anchor?> FindAsync(NpgsqlConnection control, Guid chain, LogSource source) =>
        control.QueryFirstOrDefaultAsync<Anchor>("select * from kernel.seal_anchors where chain = @chain and source = @source", new { chain, source = Name(source) });

    /// <summary>Before a chain's first seal, so that a chain without an anchor is one whose anchor was taken away.</summary>
    internal Task BeginAsync(NpgsqlConnection control, Guid chain, LogSource source) => control.ExecuteAsync(
        "insert into kernel.seal_anchors (chain, source, number, last_id, hash, mac) values (@Chain, @Source, 0, 0, @Hash, @Mac) on conflict do nothing",
        Sealed(new() { Chain = chain, Source = Name(source), Hash = Seal.Beginning }));

    internal Task MoveAsync(NpgsqlConnection control, Anchor held, Seal head) => control.ExecuteAsync(
        "update kernel.seal_anchors set number = @Number, last_id = @LastId, hash = @Hash, mac = @Mac, anchored_at = now() where chain = @Chain and source = @Source and number < @Number",
        Sealed(held with { Number = head.Number, LastId = head.LastId, Hash = head.Hash }));

    internal bool IsGenuine(Anchor anchor) => CryptographicOperations.FixedTimeEquals(anchor.Mac, MacOf(anchor));

    private Anchor Sealed(Anchor anchor) => anchor with { Mac = MacOf(anchor) };

    private byte[] MacOf(Anchor anchor) => HMACSHA256.HashData(key, new SealText()
        .Part(anchor.Chain).Part(anchor.Source).Part(anchor.Number).Part(anchor.LastId).Part(Convert.ToHexString(anchor.Hash)).Bytes());

    private static string Name(LogSource source) => source is LogSource.Records ? "records" : "access";
}
