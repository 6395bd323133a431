using PhoneNumbers;

namespace Crm.Kernel.Values;

/// <summary>Phone numbers as E.164. Possible is enough: countries open new ranges faster than any table of valid ones follows.</summary>
public static class PhoneReading
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>The number in E.164, or null if it cannot be one.</summary>
    /// <param name="region">Country that a number without a prefix is read in.</param>
    public static string? Read(string? text, string? region = null)
    {
        try
        {
            var number = Numbers.Parse(text, region);
            return Numbers.IsPossibleNumber(number) ? Numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
