using System.Text.Json.Serialization;

namespace Crm.Tenancy.Signup;

/// <summary>How far a signup is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignupStatus>))]
public enum SignupStatus
{
    [JsonStringEnumMemberName("awaitingVerification")] AwaitingVerification,
    [JsonStringEnumMemberName("provisioning")] Provisioning,
    [JsonStringEnumMemberName("ready")] Ready,
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>How far a step is. One that failed is tried again unless its signup failed with it.</summary>
public enum SignupStepStatus { Pending, Running, Done, Failed }

/// <summary>A signup that was taken on.</summary>
/// <param name="Id">Where to look for progress.</param>
/// <param name="Status">Always <c>awaitingVerification</c>.</param>
/// <param name="Slug">The reserved slug.</param>
public sealed record SignupAccepted(Guid Id, SignupStatus Status, string Slug);

/// <summary>A verified signup.</summary>
/// <param name="Id">Where to look for progress.</param>
/// <param name="Status">Usually <c>provisioning</c>; a repeated verification answers the current status.</param>
public sealed record SignupVerified(Guid Id, SignupStatus Status);

/// <summary>A signup's progress.</summary>
/// <param name="Id">The signup.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Steps">What is done for the company, in order. Empty until the address is verified.</param>
/// <param name="Tenant">The company, once it is ready.</param>
public sealed record SignupView(Guid Id, SignupStatus Status, IReadOnlyList<SignupStepView> Steps, SignupTenantView? Tenant = null);

/// <summary>One step of provisioning.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="StartedAt">When it was last begun.</param>
/// <param name="FinishedAt">When it was done.</param>
/// <param name="Error">That the last attempt failed, if it did.</param>
public sealed record SignupStepView(string Name, SignupStepStatus Status, int Attempts, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null, string? Error = null)
{
    /// <summary>Strangers read this; what the server said is in the operator's <c>signups list</c>.</summary>
    public const string Trouble = "The last attempt failed. It is tried again by itself.";
}

/// <summary>The company that a signup made.</summary>
/// <param name="Id">The tenant.</param>
/// <param name="Slug">Its name in addresses and at login.</param>
public sealed record SignupTenantView(Guid Id, string Slug);
