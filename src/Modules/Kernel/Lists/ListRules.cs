using System.Collections.Concurrent;
using System.Text.Json;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Lists;

/// <summary>What is refused rather than guessed: a limit out of bounds, and a parameter the list does not know, which may be a misspelt filter.</summary>
internal static class ListRules
{
    private static readonly ConcurrentDictionary<Type, HashSet<string>> Known = new();

    public static void Check(PageRequest request, HttpRequest http)
    {
        if (request.Limit is < 1 or > PageRequest.MaximumLimit)
            throw KernelProblems.Invalid.With($"`limit` lies between 1 and {PageRequest.MaximumLimit}.", "?limit");

        if (http.Query.FirstOrDefault(q => q.Value.ToString().Contains('\0')).Key is { } holder)
            throw KernelProblems.Invalid.With("No text holds the character U+0000.", $"?{holder}");

        var known = Known.GetOrAdd(request.GetType(), type => [.. type.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))]);
        if (http.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw KernelProblems.Invalid.With($"The list does not know `{unknown}`.", $"?{unknown}");
    }
}
