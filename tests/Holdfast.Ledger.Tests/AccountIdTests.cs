namespace Holdfast.Ledger.Tests;

public class AccountIdTests
{
    [Theory]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", true)]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E", true)]
    [InlineData("0f8fad5bd9cb469fa16570867728950e", false)]
    [InlineData("{0f8fad5b-d9cb-469f-a165-70867728950e}", false)]
    [InlineData("00000000-0000-0000-0000-000000000000", false)]
    [InlineData("", false)]
    [InlineData("x", false)]
    public void An_account_has_one_spelling(string text, bool read)
    {
        Assert.Equal(read, AccountId.TryParse(text, out var id));
        if (read) Assert.Equal("0f8fad5b-d9cb-469f-a165-70867728950e", id.ToString());
    }
}
