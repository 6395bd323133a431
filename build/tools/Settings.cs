using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Client;

public partial class CrmClient
{
    // The server tells a member that is null from one that is absent, and refuses the former where it may not be null.
    // To clear a member by a patch, say so: patch.AdditionalProperties["jobTitle"] = null!.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}

public partial class ApiResponse
{
    /// <summary>To be sent as <c>ifMatch</c> with the next write, or as <c>ifNoneMatch</c> with the next read.</summary>
    public string? ETag => Header("ETag");

    /// <summary>Where what was made is to be found.</summary>
    public string? Location => Header("Location");

    private string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;
}

public partial class ApiException
{
    /// <summary>What went wrong this time, where the server said so.</summary>
    public override string Message => this is ApiException<Problem> { Result: { } problem } ? $"{problem.Status} {problem.Code}: {problem.Detail ?? problem.Title}" : base.Message;
}
