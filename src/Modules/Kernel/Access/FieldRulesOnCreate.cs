using System.Collections;
using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Access;

/// <summary>Refuses a new record that sets fields which the caller's role may not write. Changes are checked where they are committed (<see cref="RecordGuard"/>).</summary>
public sealed class FieldRulesOnCreate : IGlobalPreProcessor
{
    public Task PreProcessAsync(IPreProcessorContext context, CancellationToken ct)
    {
        if (Rights.Current is not { Fields.Count: > 0 } rights || context.Request is not { } request) return Task.CompletedTask;
        foreach (var body in request.GetType().GetProperties().Select(p => p.GetValue(request)))
        {
            if (body?.GetType().GetCustomAttribute<SetsFieldsAttribute>() is not { } sets) continue;
            foreach (var member in body.GetType().GetProperties().Where(p => !IsEmpty(p.GetValue(body))))
                if (JsonNamingPolicy.CamelCase.ConvertName(member.Name) is var name && rights.Of(sets.Object, name) != FieldAccess.Write)
                    throw KernelProblems.FieldReadOnly.With(pointer: $"/{name}");
        }
        return Task.CompletedTask;
    }

    private static bool IsEmpty(object? value) => value is null or ICollection { Count: 0 };
}
