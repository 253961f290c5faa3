using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Identities of RFC 7296 §3.5 as text: the body of the payload, whose first octet is its type, in
/// the words of a configuration.
/// </summary>
public sealed class IdentityTexts
{
    private static readonly string Longest = new('a', ClusterMemberConfig.IdentityMax - 4);

    [Theory]
    [InlineData("01000000c0000201", "address:192.0.2.1")]
    [InlineData("0200000061", "fqdn:a")]
    [InlineData("03000000614062", "email:a@b")]
    [InlineData("0500000020010db8000000000000000000000001", "address:2001:db8::1")]
    [InlineData("0900000030003100", "dn:30003100")]
    [InlineData("0b000000ff", "key:ff")]

    // An address of another length or type, an octet that is reserved, letters that ASCII lacks.
    [InlineData("01000000c00002", "hex:01000000c00002")]
    [InlineData("0100000020010db8000000000000000000000001",
        "hex:0100000020010db8000000000000000000000001")]
    [InlineData("0200010061", "hex:0200010061")]
    [InlineData("02000000e4", "hex:02000000e4")]
    [InlineData("0300000007", "hex:0300000007")]
    [InlineData("0c000000aabb", "hex:0c000000aabb")]
    [InlineData("0c000000c0000201", "hex:0c000000c0000201")]
    [InlineData("02000000", "hex:02000000")]
    [InlineData("02", "hex:02")]
    public void What_is_written_is_read_as_what_it_was(string octets, string text)
    {
        var identity = Octets.FromHex(octets);
        Assert.Equal(text, IdentityText.Write(identity));
        Assert.Equal(identity, IdentityText.Read(text));
        Assert.Equal(identity, IdentityText.Read($"hex:{octets}"));
    }

    /// <summary>From the space to the tilde.</summary>
    [Fact]
    public void An_octet_is_a_letter_where_it_is_printable_ASCII()
    {
        for (var octet = 0; octet < 256; octet++)
        {
            var identity = Octets.FromHex($"02000000{octet:x2}");
            var text = octet is >= 0x20 and <= 0x7e
                ? $"fqdn:{(char)octet}"
                : $"hex:02000000{octet:x2}";
            Assert.Equal(text, IdentityText.Write(identity));
            Assert.Equal(identity, IdentityText.Read(text));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("fqdn")]
    [InlineData("fqdn:")]
    [InlineData("dn:")]
    [InlineData(":a")]
    [InlineData("FQDN:a")]
    [InlineData("name:a")]
    [InlineData("fqdn:ä")]
    [InlineData("email:a\tb")]
    [InlineData("dn:3")]
    [InlineData("dn:3g")]
    [InlineData("key:0x")]
    [InlineData("hex:0")]
    [InlineData("hex: ")]
    [InlineData("address:192.0.2")]
    [InlineData("address:192.0.2.256")]
    public void What_is_no_identity_is_none(string text) => Assert.Null(IdentityText.Read(text));

    [Fact]
    public void An_identity_has_a_longest_text()
    {
        var longest = Assert.NotNull(IdentityText.Read($"fqdn:{Longest}"));
        Assert.Equal(ClusterMemberConfig.IdentityMax, longest.Length);
        Assert.Equal($"fqdn:{Longest}", IdentityText.Write(longest));
        Assert.Null(IdentityText.Read($"fqdn:{Longest}a"));
        Assert.Null(IdentityText.Read($"hex:{longest}00"));
    }
}
