using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Problems;
using FastEndpoints;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>
/// What is refused in a query rather than guessed: a parameter the endpoint does not know, which may be a misspelt filter; one that comes twice;
/// a number where a word is meant; U+0000, which no text holds.
/// </summary>
public sealed class KnownParameters : IGlobalPreProcessor
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, Type>> Known = new();

    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        var http = context.HttpContext;
        if (http.Request.Query.Count > 0 && http.GetEndpoint()?.Metadata.GetMetadata<EndpointDefinition>() is { } slice)
            Check(http.Request.Query, Known.GetOrAdd(slice.ReqDtoType, Of));
        return Task.CompletedTask;
    }

    private static void Check(IQueryCollection query, IReadOnlyDictionary<string, Type> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.TryGetValue(name, out var type)) throw KernelProblems.Invalid.With($"There is no parameter `{name}` here.", $"?{name}");
            if (values.Count > 1) throw KernelProblems.Invalid.With($"`{name}` comes more than once.", $"?{name}");
            var value = values.ToString();
            if (value.Contains('\0')) throw KernelProblems.Invalid.With("No text holds the character U+0000.", $"?{name}");
            if (type.IsEnum && int.TryParse(value, out _)) throw KernelProblems.Invalid.With($"`{name}` is one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}.", $"?{name}");
        }
    }

    private static IReadOnlyDictionary<string, Type> Of(Type request) => request.GetProperties()
        .Where(property => property.IsDefined(typeof(QueryParamAttribute)))
        .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
}
