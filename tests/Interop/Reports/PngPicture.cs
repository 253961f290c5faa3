using System.Buffers.Binary;
using System.IO.Compression;

namespace Holdfast.Tests.Interop.Reports;

/// <summary>A picture as a browser saves it: 8 bits, three or four channels, not interlaced.
/// </summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Pixels">Red, green and blue of each, row by row.</param>
internal sealed record PngPicture(int Width, int Height, uint[] Pixels)
{
    private const int SignatureLength = 8;

    /// <summary>How many different colours there are.</summary>
    public int Colours => Pixels.Distinct().Count();

    /// <summary>How much of it has the colour that most has.</summary>
    public double ShareOfCommonest =>
        (double)Pixels.CountBy(pixel => pixel).Max(one => one.Value) / Pixels.Length;

    /// <summary>How bright it is, 0 to 255.</summary>
    public double Brightness => Pixels.Average(pixel =>
        ((pixel >> 16) + ((pixel >> 8) & 0xFF) + (pixel & 0xFF)) / 3.0);

    /// <summary>It in pieces from top to bottom, none higher than so many pixels.</summary>
    public IEnumerable<PngPicture> Pieces(int heightMax) =>
        Pixels.Chunk(Width * heightMax).Select(rows =>
            new PngPicture(Width, rows.Length / Width, rows));

    /// <summary>Reads one.</summary>
    public static PngPicture Read(byte[] file)
    {
        var (width, height, channels) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = SignatureLength; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            var kind = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            var body = file.AsSpan(at + 8, length);
            if (kind == "IHDR")
            {
                width = (int)BinaryPrimitives.ReadUInt32BigEndian(body);
                height = (int)BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
                Assert.Equal((8, 0), (body[8], body[12]));
                channels = body[9] == 6 ? 4 : 3;
            }
            else if (kind == "IDAT")
            {
                packed.Write(body);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        return new(width, height, Unfilter(unpacked, width, height, channels));
    }

    private static uint[] Unfilter(Stream rows, int width, int height, int channels)
    {
        var pixels = new uint[width * height];
        var above = new byte[width * channels];
        var row = new byte[width * channels];
        for (var y = 0; y < height; y++)
        {
            var filter = rows.ReadByte();
            rows.ReadExactly(row);
            for (var at = 0; at < row.Length; at++)
            {
                var left = at >= channels ? row[at - channels] : 0;
                var corner = at >= channels ? above[at - channels] : 0;
                row[at] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[at],
                    3 => (left + above[at]) / 2,
                    4 => Paeth(left, above[at], corner),
                    _ => throw new InvalidDataException($"filter {filter}"),
                });
            }

            for (var x = 0; x < width; x++)
            {
                var place = x * channels;
                pixels[(y * width) + x] =
                    ((uint)row[place] << 16) | ((uint)row[place + 1] << 8) | row[place + 2];
            }

            (above, row) = (row, above);
        }

        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (one, two, three) = (
            Math.Abs(above - corner), Math.Abs(left - corner),
            Math.Abs(left + above - (2 * corner)));
        return one <= two && one <= three ? left : two <= three ? above : corner;
    }
}
