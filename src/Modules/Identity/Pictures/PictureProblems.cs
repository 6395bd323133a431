using Crm.Kernel.Problems;

namespace Crm.Identity.Pictures;

/// <summary>The problems of pictures.</summary>
public static class PictureProblems
{
    public static readonly ProblemType NotAnImage = new("picture.notAnImage", 422, "It is no image that can be shown",
        "The bytes are neither PNG, JPEG nor WebP, whatever the media type says, or their header is damaged.");

    public static readonly ProblemType TooManyPixels = new("picture.tooManyPixels", 422, "The image is too large",
        "An image is from 1 to 4096 pixels wide and high. Make it smaller before it is sent.");
}
