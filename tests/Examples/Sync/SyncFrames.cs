using System.IO.Pipelines;
using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Sync;

namespace Holdfast.Tests.Examples.Sync;

/// <summary>Records of the sync channel as frames of a stream.</summary>
public sealed class SyncFrames
{
    [Fact]
    public async Task Records_are_read_one_behind_the_other_up_to_a_largest_size()
    {
        byte[] octets = [.. Release(7).ToArray(), .. Release(8).ToArray()];
        var frames = new FrameReader(PipeReader.Create(new MemoryStream(octets)), 64);
        List<ulong> indexes = [];
        while (await frames.FillAsync())
        {
            while (frames.TryRead(out SyncRecord record))
            {
                Assert.True(record.TryBody(out SyncRelease release, out _));
                indexes.Add(release.Index);
            }
        }

        Assert.Null(frames.Error);
        Assert.Equal([7UL, 8UL], indexes);

        var small = new FrameReader(PipeReader.Create(new MemoryStream(octets)), 16);
        while (await small.FillAsync() && small.TryRead(out SyncRecord _))
        {
        }

        Assert.Equal(DecodeFault.FrameTooLarge, small.Error?.Error.Fault);
    }

    [Fact]
    public void Fields_and_kinds_of_newer_versions_are_kept()
    {
        var newer = Release(7, "c0ffee");
        var octets = newer.ToArray();
        Assert.True(SyncRecordValue.TryParse(octets, out var read, out _));
        Assert.Equal(octets, read.ToArray());
        Assert.Equal("c0ffee", Assert.IsType<SyncRecordBody.Release>(read.Body).Value.Extra
            .ToString());

        octets[1] = 200;
        Assert.True(SyncRecordValue.TryParse(octets, out var unknown, out _));
        Assert.IsType<SyncRecordBody.Unknown>(unknown.Body);
        Assert.Equal(octets, unknown.ToArray());
    }

    private static SyncRecordValue Release(ulong index, string extra = "") => new()
    {
        Version = 1,
        Body = new SyncRecordBody.Release(new SyncReleaseValue
        {
            Reign = 3,
            ReignBoot = 9,
            Member = 1,
            Index = index,
            Extra = Octets.FromHex(extra),
        }),
    };
}
