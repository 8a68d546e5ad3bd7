#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_STROKER_H

// FreeType 2.13.3 changed the signedness of these two; named here so that one source builds with either.
typedef __typeof__(*((FT_Outline *)0)->contours) CFTContourEnd;
typedef __typeof__(*((FT_Outline *)0)->tags) CFTPointTag;
