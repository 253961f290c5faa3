using System.Buffers.Binary;
using FsCheck;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Cryptography.Nonces;

/// <summary>
/// RFC 4106 §3.1: an IV never comes twice under one key, whoever sends and however often it is
/// promoted.
/// </summary>
[Requirement("RFC4106-3.1-a")]
public sealed class Rfc4106_3_1_Nonces
{
    [Property]
    public void Two_places_with_the_same_iv_are_the_same_place(
        (byte, ushort, DoNotSize<ulong>) first, (byte, ushort, DoNotSize<ulong>) second)
    {
        var one = (first.Item1, first.Item2, first.Item3.Item & NoncePartition.CounterMax);
        var two = (second.Item1, second.Item2, second.Item3.Item & NoncePartition.CounterMax);
        Assert.Equal(one == two, Iv(one).AsSpan().SequenceEqual(Iv(two)));
    }

    [Property]
    public void An_iv_tells_its_member_reign_and_counter(
        byte member, ushort reign, DoNotSize<ulong> any)
    {
        var counter = any.Item & NoncePartition.CounterMax;
        var (partition, read) = NoncePartition.Read(Iv((member, reign, counter)));
        Assert.Equal(
            (member, reign, counter), (partition.Member, partition.Reign, read));
    }

    [Property]
    public void A_bit_of_difference_anywhere_is_another_iv(
        byte member, ushort reign, DoNotSize<ulong> any, byte bit)
    {
        var counter = any.Item & NoncePartition.CounterMax;
        var iv = Iv((member, reign, counter));
        iv[bit / 8 % 8] ^= (byte)(1 << (bit % 8));
        var (partition, read) = NoncePartition.Read(iv);
        Assert.NotEqual(
            (member, reign, counter), (partition.Member, partition.Reign, read));
    }

    [Property]
    public void No_history_of_members_and_promotions_forms_an_iv_twice(
        (byte Member, byte Packets)[] reigns)
    {
        // Each promotion raises the reign. The members that reigned before go on sending, as they
        // do when the network between them is cut: every round, all of them send.
        var sources = new List<IvSource>();
        var seen = new HashSet<ulong>();
        var iv = new byte[NoncePartition.IvLength];
        foreach (var (member, packets) in reigns)
        {
            sources.Add(Source(member, (ulong)sources.Count));
            foreach (var source in sources)
            {
                for (var i = 0; i < packets % 8; i++)
                {
                    Assert.True(source.TryTake(1, iv, out _));
                    Assert.True(seen.Add(BinaryPrimitives.ReadUInt64BigEndian(iv)));
                }
            }
        }
    }

    [Property]
    public void A_counter_member_or_reign_beyond_its_bits_is_exhausted(
        byte member, ushort reign, DoNotSize<ulong> any)
    {
        var beyond = any.Item;
        Span<byte> iv = stackalloc byte[8];
        Assert.True(NoncePartition.TryCreate(member, reign, out var partition, out _));
        Assert.True(partition.TryWrite(NoncePartition.CounterMax, iv, out _));
        var counter = Math.Max(beyond, NoncePartition.CounterMax + 1);
        Assert.False(partition.TryWrite(counter, iv, out var error));
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
        Assert.False(NoncePartition.TryCreate(Math.Max(beyond, 256), reign, out _, out error));
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
        Assert.False(NoncePartition.TryCreate(member, Math.Max(beyond, 65536), out _, out error));
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
    }

    private static byte[] Iv((byte Member, ushort Reign, ulong Counter) place)
    {
        Assert.True(
            NoncePartition.TryCreate(place.Member, place.Reign, out var partition, out _));
        var iv = new byte[NoncePartition.IvLength];
        Assert.True(partition.TryWrite(place.Counter, iv, out _));
        return iv;
    }

    private static IvSource Source(byte member, ulong reign)
    {
        Assert.True(NoncePartition.TryCreate(member, reign, out var partition, out _));
        return new(
            EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
            partition,
            _ => throw new InvalidOperationException("a counter mode asks for no random octets"));
    }
}
