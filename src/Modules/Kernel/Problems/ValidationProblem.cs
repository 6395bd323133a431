using System.Text.Json;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Problems;

/// <summary>Failed rules as a problem: 404 for an id that cannot be one, 400 for the query, 422 for the body.</summary>
public static class ValidationProblem
{
    public static ProblemException Of(IEnumerable<ValidationFailure> failures, HttpContext http)
    {
        var all = failures.ToList();
        if (all.Exists(f => http.Request.RouteValues.Keys.Contains(f.PropertyName, StringComparer.OrdinalIgnoreCase))) return KernelProblems.NotFound.With();
        var inQuery = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method);
        return new(inQuery ? KernelProblems.Invalid : KernelProblems.ValidationFailed)
        {
            Errors = [.. all.Select(f => new ProblemError(inQuery ? $"?{Camel(f.PropertyName)}" : Pointer(f.PropertyName), Code(f), f.ErrorMessage))],
        };
    }

    /// <summary>For rules that a slice asks itself, about the body.</summary>
    public static ProblemException OfBody(IEnumerable<ValidationFailure> failures) =>
        new(KernelProblems.ValidationFailed) { Errors = [.. failures.Select(f => new ProblemError(Pointer(f.PropertyName), Code(f), f.ErrorMessage))] };

    /// <summary><c>Emails[0].Address</c> as the JSON pointer <c>/emails/0/address</c>.</summary>
    public static string Pointer(string path) =>
        string.Concat(path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(part => "/" + Camel(part).Replace("~", "~0").Replace("/", "~1")));

    // A rule's own code stays; FluentValidation's default is the name of its class: NotEmptyValidator -> validation.notEmpty.
    private static string Code(ValidationFailure failure) => failure.ErrorCode switch
    {
        null or "" => "validation.invalid",
        var code when code.EndsWith("Validator", StringComparison.Ordinal) => "validation." + Camel(code[..^"Validator".Length]),
        var code => code,
    };

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
