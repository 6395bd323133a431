namespace Crm.Kernel.Exports;

/// <summary>Cards one after the other, as address books read them.</summary>
internal sealed class VCardFormat : FormatWriter
{
    public override string Extension => "vcf";

    public override string MediaType => "text/vcard; charset=utf-8";

    public override void Write(Stream part, ExportPage page)
    {
        using var text = Text(part);
        foreach (var view in page.Views)
        {
            var card = new VCardWriter();
            page.Export.WriteCard(card, view, page.Shows);
            text.Write(card.Finished());
        }
    }
}
