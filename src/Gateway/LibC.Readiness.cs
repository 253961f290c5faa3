using System.Runtime.InteropServices;

namespace Holdfast.Gateway;

/// <content>Many files of which some are ready, man 7 epoll.</content>
internal static partial class LibC
{
    /// <summary>There is something to read.</summary>
    public const uint ReadyToRead = 1;

    /// <summary>There is room to write.</summary>
    public const uint ReadyToWrite = 4;

    private const int WatchNew = 1;
    private const int WatchedNoMore = 2;
    private const int WatchOther = 3;

    // On x64 alone the kernel packs it.
    private static readonly int EventLength =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>A file that is readable while a watched one is ready.</summary>
    public static int OpenReadiness() => Check(EpollCreate(0x80000), "epoll_create1");

    /// <summary>Watches a file, from now on or for something else.</summary>
    /// <param name="readiness">Of <see cref="OpenReadiness"/>.</param>
    /// <param name="file">The file.</param>
    /// <param name="what">For what.</param>
    /// <param name="isNew">Whether it was not watched before.</param>
    public static void Watch(int readiness, int file, uint what, bool isNew)
    {
        Span<byte> watched = stackalloc byte[16];
        watched.Clear();
        MemoryMarshal.Write(watched, what);
        MemoryMarshal.Write(watched[(EventLength - sizeof(long))..], (long)file);
        Check(EpollControl(readiness, isNew ? WatchNew : WatchOther, file, watched), "epoll_ctl");
    }

    /// <summary>Watches a file no more.</summary>
    public static void WatchNoMore(int readiness, int file)
    {
        Span<byte> watched = stackalloc byte[16];
        _ = EpollControl(readiness, WatchedNoMore, file, watched);
    }

    /// <summary>The files that are ready now, without waiting; how many.</summary>
    /// <param name="readiness">Of <see cref="OpenReadiness"/>.</param>
    /// <param name="files">Where they go: as many as there is room for.</param>
    public static int Ready(int readiness, Span<int> files)
    {
        Span<byte> events = stackalloc byte[files.Length * 16];
        var found = EpollWait(readiness, events, files.Length, 0);
        for (var at = 0; at < found; at++)
        {
            var one = events.Slice(at * EventLength, EventLength);
            files[at] = (int)MemoryMarshal.Read<long>(one[(EventLength - sizeof(long))..]);
        }

        return Math.Max(0, found);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(
        int readiness, int operation, int file, Span<byte> watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(
        int readiness, Span<byte> events, int most, int milliseconds);
}
