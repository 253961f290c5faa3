using System.Text;
using Holdfast.Gateway;
using Holdfast.Gateway.FirstHop;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Tests.Examples.Gateway.FirstHop;

/// <summary>Keys of HSRP from files.</summary>
public sealed class FilesOfKeys : IDisposable
{
    // A vector of HsrpDigests, under "password".
    private static readonly byte[] Hello = Convert.FromHexString(
        "0128020006040001aabbcc000a000000006400000bb8000027100a000064000000000000000000000000"
        + "041c010000000a00000a00000000642fedafe1f374bd2fdd8f1ba81d87a2");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-keys").FullName;

    [Theory]
    [InlineData("password")]
    [InlineData("password\n")]
    [InlineData("password\r\n")]
    public void The_end_of_a_line_is_no_part_of_a_key(string text)
    {
        using var keys = Read(text);
        Assert.True(keys.IsAuthentic(Hello));
    }

    [Theory]
    [InlineData("password\n\n")]
    [InlineData(" password")]
    [InlineData("Password")]
    public void Everything_else_is(string text)
    {
        using var keys = Read(text);
        Assert.True(keys.Has(0));
        Assert.False(keys.IsAuthentic(Hello));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    [InlineData(70)]
    public void Who_has_no_key_or_too_long_a_one_is_told_which(int length)
    {
        var wrong = Assert.Throws<GatewayException>(() => Read(new string('x', length) + "\n"));
        Assert.Contains("key 0 of HSRP", wrong.Message);
        Assert.Contains("1 to 64 octets", wrong.Message);
        Assert.DoesNotContain("xx", wrong.Message);
    }

    [Fact]
    public void The_longest_key_is_read_and_a_file_that_is_not_there_is_named()
    {
        using var keys = Read(new string('x', 64) + "\r\n");
        Assert.True(keys.Has(0));
        var wrong = Assert.Throws<GatewayException>(() => KeyFiles.Read(
            new Dictionary<uint, string> { [3] = Path.Combine(_folder, "none") }));
        Assert.Contains("key 3 of HSRP", wrong.Message);
        using var nothing = KeyFiles.Read(null);
        Assert.False(nothing.Has(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HsrpKeyChain Read(string text)
    {
        var file = Path.Combine(_folder, "key");
        File.WriteAllBytes(file, Encoding.ASCII.GetBytes(text));
        return KeyFiles.Read(new Dictionary<uint, string> { [0] = file });
    }
}
