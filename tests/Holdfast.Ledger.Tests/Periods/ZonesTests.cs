namespace Holdfast.Ledger.Tests;

public class ZonesTests
{
    [Fact]
    public void Every_name_in_tzdata_is_a_zone_and_keeps_its_name() =>
        Assert.Equal(TzFile.Names, TzFile.Names.Select(name => Calendar.FindZone(name)?.Id));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Europe")]
    [InlineData("Europe/")]
    [InlineData("Europe/Atlantis")]
    [InlineData("Europe//Berlin")]
    [InlineData("/Europe/Berlin")]
    [InlineData("Europe/Berlin ")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    public void What_is_no_name_is_no_zone(string name) => Assert.Null(Calendar.FindZone(name));

    [Theory]
    [InlineData("europe/berlin")]
    [InlineData("EUROPE/BERLIN")]
    [InlineData("Europe/berlin")]
    [InlineData("Utc")]
    public void Another_case_is_another_name(string name)
    {
        // .NET finds these, and more readily once the zone has been loaded.
        Assert.NotNull(Calendar.FindZone("Europe/Berlin"));
        Assert.Null(Calendar.FindZone(name));
    }

    [Theory]
    [InlineData("W. Europe Standard Time")]
    [InlineData("Eastern Standard Time")]
    [InlineData("Turkey Standard Time")]
    public void Windows_ids_are_refused(string name) => Assert.Null(Calendar.FindZone(name));

    [Theory]
    [InlineData("EST5EDT,M3.2.0,M11.1.0")]
    [InlineData("<+03>-3")]
    [InlineData("CET-1CEST")]
    [InlineData("UTC+1")]
    public void Posix_strings_are_refused(string name) => Assert.Null(Calendar.FindZone(name));

    [Theory]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("tzdata.zi")]
    [InlineData("leapseconds")]
    public void Other_files_beside_the_zones_are_refused(string name) => Assert.Null(Calendar.FindZone(name));

    [Fact]
    public void One_name_is_one_object_for_all_threads()
    {
        var found = new TimeZoneInfo?[64];
        Parallel.For(0, found.Length, i => found[i] = Calendar.FindZone("Antarctica/Troll"));
        Assert.All(found, zone => Assert.Same(found[0], zone));
    }
}
