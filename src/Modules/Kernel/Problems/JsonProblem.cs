using System.Text.Json;

namespace Crm.Kernel.Problems;

/// <summary>
/// A body that does not fit: 400 when it is no JSON at all, 422 when it is JSON of the wrong shape.
/// The serializer tells the two apart only by its words, so they are read here and nowhere else.
/// </summary>
public static class JsonProblem
{
    public static ProblemException Of(JsonException failure)
    {
        var pointer = Pointer(failure.Path);
        return failure switch
        {
            { InnerException: not null, Message: var m } when !m.Contains("could not be converted") => KernelProblems.Malformed.With("The body is not valid JSON.", pointer),
            { Message: var m } when m.Contains("could not be mapped to any .NET member") => KernelProblems.UnknownMember.With("The member does not exist.", pointer),
            { Message: var m } when m.Contains("was missing required properties") => KernelProblems.ValidationFailed.With("A required member is missing.", pointer),
            { Message: var m } when m.Contains("could not be converted") || m.Contains("null value") || m.Contains("doesn't allow") =>
                KernelProblems.ValidationFailed.With("The value has not the documented type.", pointer),
            _ => KernelProblems.Malformed.With("The body is not valid JSON.", pointer),
        };
    }

    /// <summary>The serializer's <c>$.emails[0].address</c> as the JSON pointer <c>/emails/0/address</c>.</summary>
    private static string Pointer(string? path) =>
        string.Concat((path ?? "$").TrimStart('$').Split(['.', '[', ']', '\''], StringSplitOptions.RemoveEmptyEntries).Select(p => "/" + p.Replace("~", "~0").Replace("/", "~1")));
}
