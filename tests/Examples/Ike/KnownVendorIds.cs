using System.Security.Cryptography;
using System.Text;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Vendor IDs are known by their beginning.</summary>
public sealed class KnownVendorIds
{
    [Theory]
    [InlineData("RFC 3947", "NAT traversal (RFC 3947)")]
    [InlineData("draft-ietf-ipsec-nat-t-ike-03", "draft-ietf-ipsec-nat-t-ike-03")]
    [InlineData("strongSwan", "strongSwan")]
    [InlineData("KAME/racoon", "KAME/racoon")]
    public void Many_are_the_hash_of_a_text(string text, string name) =>
        Assert.Equal(name, VendorIds.Name(MD5.HashData(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("afcad71368a1f1c96b8696fc77570100", "Dead Peer Detection (RFC 3706)")]
    [InlineData("afcad71368a1f1c96b8696fc77570101", "Dead Peer Detection, another version")]
    [InlineData("1f07f70eaa6514d3b0fa96542a500407", "Cisco VPN 3000 concentrator")]
    [InlineData("1e2b516905991c7d7c96fcbfb587e46100000003", "MS NT5 ISAKMPOAKLEY: Windows XP")]
    [InlineData("1e2b516905991c7d7c96fcbfb587e46100000055", "MS NT5 ISAKMPOAKLEY")]
    [InlineData("4f452d4c696272657377616e2d342e3130", "Libreswan (3.6 and later)")]
    [InlineData("8299031757a36082c6a621de0005024d", "FortiGate")]
    [InlineData("f4ed19e0c114eb516faaac0ee37daf2807b4381f0000000100", "Check Point")]
    public void A_version_may_stand_behind_and_the_longest_beginning_counts(
        string hex, string name) =>
        Assert.Equal(name, VendorIds.Name(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("afcad71368a1f1c96b8696fc77")]
    public void Others_are_unknown(string hex) =>
        Assert.Null(VendorIds.Name(Convert.FromHexString(hex)));
}
