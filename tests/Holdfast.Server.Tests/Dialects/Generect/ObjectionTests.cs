using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.Generect;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>Which catalogues this dialect cannot work with.</summary>
public sealed class ObjectionTests
{
    [Fact]
    public void The_built_in_catalogue_serves() => Assert.Empty(Of(Catalogues.BuiltIn));

    [Fact]
    public void Without_its_section_the_usual_names_stand()
    {
        var document = Catalogues.BuiltIn;
        var from = document.IndexOf("  generect:\n", StringComparison.Ordinal);
        Assert.Empty(Of(document[..from] + document[document.IndexOf("  depicta:\n", StringComparison.Ordinal)..]));
    }

    [Theory]
    [InlineData("api_balance: api_credits", "api_balance: gold", "dialects: generect names the asset gold, which there is not")]
    [InlineData("platform_balance: credits", "platform_balance: usd", "dialects: generect counts usd in whole numbers, so it needs decimals: 0")]
    [InlineData("searches: searches\n", "searches: hunts\n", "dialects: generect names the meter hunts, which there is not")]
    [InlineData("consultancy_hours: consultancy_hours", "consultancy_hours: hours", "dialects: generect names the meter hours, which there is not")]
    [InlineData("parallel_searches: parallel_searches", "parallel_searches: hunts", "dialects: generect names the slot hunts, which there is not")]
    [InlineData("balance_leads_by_icp: leads.by_icp", "balance_leads_by_icp: leads", "dialects: generect names the operation leads, which there is not")]
    [InlineData("balance_leads_by_icp: leads.by_icp", "balance_leads_by_icp: platform.email", "dialects: generect counts platform.email in api_credits, so that is what it must be paid in")]
    [InlineData("search: platform.search", "search: leads.by_icp", "dialects: generect counts leads.by_icp in credits, so that is what it must be paid in")]
    [InlineData("reveal: platform.reveal", "reveal: video.generate", "dialects: generect counts video.generate in credits, so that is what it must be paid in")]
    [InlineData("export: platform.export", "export: text_to_speech", "dialects: generect counts text_to_speech in credits, so that is what it must be paid in")]
    [InlineData("email: platform.email", "mail: platform.email", "dialects: generect knows no mail")]
    public void What_does_not_serve_is_named(string there, string instead, string objection)
    {
        Assert.Contains(there, Catalogues.BuiltIn);
        Assert.Contains(objection, Of(Catalogues.BuiltIn.Replace("    " + there, "    " + instead)));
    }

    [Fact]
    public async Task A_node_does_not_start_with_a_catalogue_that_does_not_serve()
    {
        var catalogue = Path.GetTempFileName();
        await File.WriteAllTextAsync(catalogue, Catalogues.BuiltIn.Replace("search: platform.search", "search: platform.hunt"));
        var refused = await Assert.ThrowsAsync<CatalogueException>(() => TestNode.StartAsync(settings: ("Catalogue", catalogue)));
        File.Delete(catalogue);
        Assert.Contains("generect names the operation platform.hunt", refused.Message);
    }

    private static string[] Of(string document) => [.. GenerectFields.Objections(CatalogueReader.Read(document, Instant.FromUnixSeconds(0), null))];
}
