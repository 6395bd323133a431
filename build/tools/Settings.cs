using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Client;

public partial class CrmClient
{
    // The server tells a member that is null from one that is absent, and refuses the former where it may not be null.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
