using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Secrets are zeroed before their memory goes back.</summary>
public sealed class Secrets
{
    [Fact]
    public void Memory_goes_back_zeroed_and_once()
    {
        var memory = new WatchedMemory();
        var secret = new Secret(32, memory);
        secret.Span.Fill(0x5a);
        secret.Dispose();
        secret.Dispose();
        Assert.Equal(new byte[32], Assert.Single(memory.Returned));
        Assert.Equal(0, memory.Lent);
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }

    [Fact]
    public void A_secret_that_nobody_disposed_is_zeroed_too()
    {
        var memory = new WatchedMemory();
        Abandon(memory);
        for (var i = 0; i < 20 && memory.Lent > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(new byte[32], Assert.Single(memory.Returned));
    }

    [Fact]
    public void It_prints_its_length_alone()
    {
        using var secret = new Secret("ABCDEFGH"u8);
        Assert.Equal("Secret (8 octets)", secret.ToString());
        Assert.True(secret.FixedTimeEquals("ABCDEFGH"u8));
        Assert.False(secret.FixedTimeEquals("ABCDEFGI"u8));
        Assert.False(secret.FixedTimeEquals("ABCDEFG"u8));
    }

    [System.Runtime.CompilerServices.MethodImpl(
        System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Abandon(WatchedMemory memory) =>
        new Secret(32, memory).Span.Fill(0x5a);
}
