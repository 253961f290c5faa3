using System.Net;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Hsrp;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>The words of the suites lead to the types of the platform and back, as docs/testing.md
/// says it, and compare as those do not.</summary>
public sealed class WordsOfSuites
{
    [Theory]
    [InlineData("192.0.2.254")]
    [InlineData("0.0.0.0")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    public void An_address_is_the_same_as_that_of_the_platform(string text)
    {
        var platform = IPAddress.Parse(text);
        Assert.Equal(platform, HostAddress.From(platform.GetAddressBytes()).ToIPAddress());
        Assert.Equal(platform, platform.ToHostAddress().ToIPAddress());
        Assert.Equal($"{platform}", $"{platform.ToHostAddress()}");
    }

    [Fact]
    public void Words_that_say_the_same_are_equal_and_arrays_that_do_are_not()
    {
        byte[] octets = [0, 0, 16];
        var source = HostAddress.Parse("192.0.2.1");
        var told = new HsrpTold.Datagram(source, new(octets));
        Assert.Equal(told, new HsrpTold.Datagram(source, new([.. octets])));
        Assert.Equal(octets, told.Octets.ToArray());
        Assert.False(octets.AsMemory().Equals(((byte[])[.. octets]).AsMemory()));

        // What was told stays as it was, whatever becomes of the array.
        octets[0] = 1;
        Assert.Equal(0, told.Octets.Span[0]);
        Assert.True(source < IPAddress.Parse("192.0.2.2").ToHostAddress());
        Assert.Equal([1, 2], (Items<int>)[.. (List<int>)[1, 2]]);
    }
}
