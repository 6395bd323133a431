namespace Crm.Kernel;

/// <summary>A bucket in a store that speaks S3, and the key that opens it.</summary>
public sealed record BucketSettings
{
    public required Uri Endpoint { get; init; }
    public required string Bucket { get; init; }
    public required string Region { get; init; }
    public required string AccessKey { get; init; }
    public required string SecretKey { get; init; }

    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(BucketSettings);
}
