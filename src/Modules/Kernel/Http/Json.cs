using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Crm.Kernel.Access;
using FastEndpoints;

namespace Crm.Kernel.Http;

/// <summary>The one place that says how JSON is read and written on the wire: strictly, and the same for every endpoint.</summary>
public static class Json
{
    /// <summary>For code that reads or writes wire shapes outside a request.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>Puts the rules on the host's own options.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = 32;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new StorableText());
        options.Converters.Add(new StorableJson());
        options.Converters.Add(new UtcMoment());
        options.Converters.Add(new MergePatchConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNullElements).WithAddedModifier(LeaveOutOfBodies).WithAddedModifier(LeaveOutHidden);
    }

    // Nullable annotations are respected for members, but not for what a list holds.
    private static void RefuseNullElements(JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Enumerable && !type.ElementType!.IsValueType) type.OnDeserialized = list => Check((IEnumerable)list);

        static void Check(IEnumerable list)
        {
            if (list.Cast<object?>().Contains(null)) throw new JsonException("The JSON value could not be converted: the list has a null.");
        }
    }

    /// <summary>What comes from path, query or headers is no member of the body: sent there it is as unknown as any other.</summary>
    private static void LeaveOutOfBodies(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(p => p.AttributeProvider?.IsDefined(typeof(NonJsonBindingAttribute), true) is true).ToList()) type.Properties.Remove(member);
    }

    private static void LeaveOutHidden(JsonTypeInfo type)
    {
        if (type.Type.GetCustomAttribute<HidesFieldsAttribute>() is not { } view) return;
        foreach (var property in type.Properties.Where(p => !view.Always.Contains(p.Name)))
            property.ShouldSerialize = (_, value) => value is not null && Rights.Current?.Of(view.Object, property.Name) is not FieldAccess.Hidden;
    }

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
